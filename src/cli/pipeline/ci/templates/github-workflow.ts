/** A workflow that gates pull requests with the action that the installed package carries, so that one version number pins both. */
export const githubWorkflow = (version: string): string => template.replace('VERSION', version)

const template = `# Did this pull request make the server slower? Written by \`infbench ci init\`; yours to edit.
name: performance gate

on:
  pull_request:

permissions:
  contents: read
  pull-requests: write # for the comment

concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    # Pairs of runs cancel what is the same for both; a machine that others use all the same finds only large changes. Best is one of your own.
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the policy may start another revision
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm install --no-save infbench@VERSION

      # Here goes what your server needs to be built and started.

      # Where no pairs can be made, the runs of main are the past that a change is held against (\`history\` in the policy). A job on pushes to
      # main runs the workload with --tag main and then: npx infbench ci baseline save branch:infbench-baseline --tag main
      - id: gate
        uses: ./node_modules/infbench
        with:
          policy: bench/gate.yaml
          comment: true
          # fail-on: regression
          # baseline: branch:infbench-baseline

      - if: always() && steps.gate.outputs.report-path != ''
        uses: actions/upload-artifact@v4
        with:
          name: infbench-gate
          path: \${{ steps.gate.outputs.report-path }}
`
