import { gateScript } from './gate-script.ts'

/** A job for merge requests: the verdict as a test report, which GitLab shows in the merge request, and as files. */
export const gitlabJob = (
  version: string,
): string => `# Did this merge request make the server slower? Written by \`infbench ci init\`; yours to edit.
# In .gitlab-ci.yml: include: {local: .gitlab/infbench-gate.yml}
infbench-gate:
  stage: test
  image: node:24
  timeout: 1h
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: '0' # the policy may start another revision
  before_script:
    - npm install --global infbench@${version}
    # Here goes what your server needs to be built and started.
  script:
    - |
${indented(gateScript(), 6)}
  artifacts:
    when: always
    paths: [gate.html, gate.json, gate.md]
    reports:
      junit: gate.xml
`

const indented = (text: string, by: number) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
    .join('\n')
