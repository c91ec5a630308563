import { githubWorkflow } from './templates/github-workflow.ts'
import { gitlabJob } from './templates/gitlab-job.ts'
import { jenkinsPipeline } from './templates/jenkins-pipeline.ts'
import { policySkeleton, workloadSkeleton } from './templates/policy-skeleton.ts'

/** The pipelines that `infbench ci init` knows, each by its option. */
export const pipelines = ['github', 'gitlab', 'jenkins'] as const
export type Pipeline = (typeof pipelines)[number]

/** A file to write, its path from the root of the repository. */
export interface CiFile {
  readonly path: string
  readonly text: string
}

const pipelineFiles: Readonly<Record<Pipeline, (version: string) => CiFile>> = {
  github: (version) => ({ path: '.github/workflows/infbench-gate.yml', text: githubWorkflow(version) }),
  gitlab: (version) => ({ path: '.gitlab/infbench-gate.yml', text: gitlabJob(version) }),
  jenkins: (version) => ({ path: 'infbench-gate.Jenkinsfile', text: jenkinsPipeline(version) }),
}

/** What these pipelines need: a file each, and a policy with its workload for all of them. `version`: of infbench, which they install. */
export function ciFiles(wanted: readonly Pipeline[], version: string): readonly CiFile[] {
  return [
    ...wanted.map((pipeline) => pipelineFiles[pipeline](version)),
    { path: 'bench/gate.yaml', text: policySkeleton() },
    { path: 'bench/chat.yaml', text: workloadSkeleton() },
  ]
}
