/** The gate, its reports, and its exit code at the end: 0 pass or warning, 10 regression, 11 inconclusive, 12 no verdict. */
export const gateScript = (): string => `rm -f gate.json gate.html gate.xml gate.md
code=0
infbench gate bench/gate.yaml --json -o gate.html > gate.json || code=$?
case $code in 0|10|11|12) ;; *) exit $code ;; esac
infbench ci report gate.json --format junit -o gate.xml
infbench ci report gate.json --format markdown -o gate.md
exit $code
`
