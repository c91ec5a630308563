import { expect, test } from 'vitest'
import { escapeText, html, jsonText, raw } from '../../../../reports/page/html.ts'

test('every value of a template is escaped unless it is markup made here', () => {
  const hostile = `"><script>alert('x')</script>&`
  expect(html`<b title="${hostile}">${hostile}</b>`.markup).toBe(
    '<b title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</b>',
  )
  expect(html`${raw('<i>')}${[html`<u>${'<'}</u>`, 7, null, false, undefined]}`.markup).toBe('<i><u>&lt;</u>7')
})

test('a bidirectional override is spelt out instead of obeyed', () => {
  expect(escapeText('abc\u202egnp.exe')).toBe('abc\\u202egnp.exe')
})

test('JSON in a script element cannot end it', () => {
  const value = { text: '</script><!-- \u2028' }
  expect(jsonText(value)).not.toMatch(/[<\u2028]/)
  expect(JSON.parse(jsonText(value))).toEqual(value)
})
