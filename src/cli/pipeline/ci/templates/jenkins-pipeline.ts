import { gateScript } from './gate-script.ts'

/** A declarative pipeline: the verdict as test results and as files; an inconclusive gate makes the build unstable, not failed. */
export const jenkinsPipeline = (
  version: string,
): string => `// Did this change make the server slower? Written by \`infbench ci init\`; yours to edit.
// The agent needs Node 24; one that nothing else runs on finds smaller changes.
pipeline {
  agent any
  options {
    timeout(time: 1, unit: 'HOURS')
  }
  stages {
    stage('performance gate') {
      steps {
        sh 'npm install --no-save infbench@${version}'
        // Here goes what your server needs to be built and started.
        script {
          def code = sh(returnStatus: true, script: '''PATH="$PWD/node_modules/.bin:$PATH"
${gateScript().trimEnd()}
''')
          if (code == 11) {
            unstable('the gate is inconclusive')
          } else if (code != 0) {
            error("the gate ended with \${code}: 10 is a regression, 12 no verdict")
          }
        }
      }
    }
  }
  post {
    always {
      junit testResults: 'gate.xml', allowEmptyResults: true, skipMarkingBuildUnstable: true
      archiveArtifacts artifacts: 'gate.html,gate.json,gate.md', allowEmptyArchive: true
    }
  }
}
`
