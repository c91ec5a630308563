import type { Certificate } from '../../../core/certificate.ts'
import { layOut } from '../text/columns.ts'
import { figureText } from '../text/check-figures.ts'
import { errorText } from '../text/error-text.ts'
import type { TextStyle } from '../text/text-style.ts'

/** Every check of a self-test beside its bar, and what it means for runs on this machine. */
export function checkTable(certificate: Certificate, isComplete: boolean, style: TextStyle): string {
  const { checks } = certificate
  const rows = checks.map((check, i) => [
    check.group === checks[i - 1]?.group ? '' : check.group,
    check.label,
    figureText(check.measured, check),
    `${check.better === 'lower' ? style.symbols.atMost : style.symbols.atLeast} ${figureText(check.bar, check)}`,
    check.passed ? style.green('ok') : style.red('missed'),
  ])
  const header = ['', '', 'measured', 'bar', ''].map((text) => style.dim(text))
  const met = checks.filter(({ passed }) => passed).length
  const verdict = certificate.passed ? style.green('certified') : style.red('not certified')
  const stored = isComplete
    ? `runs on this machine are ${errorText(certificate.errorNs)}`
    : 'a part only: nothing is stored'
  return `${layOut([header, ...rows], { indent: 2, left: [1] }).join('\n')}\n\n  ${verdict}: ${met} of ${checks.length} checks met their bar; ${stored}\n  ${style.dim(placesText(certificate))}\n`
}

function placesText({ cores }: Certificate): string {
  return cores === null || cores === undefined
    ? 'the mock server shared the cores of the harness, which costs both some accuracy (needs two cores and taskset)'
    : `mock server on core ${cores.server}, harness on ${cores.harness}`
}
