// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { withoutAddress } from './print-addresses.ts'

it('leaves addresses away on paper where the words say them already, and only there', () => {
  const page = document.createElement('div')
  page.innerHTML =
    '<a href="https://a.example/">a.example</a> <a href="https://b.example/x?y=1">https://B.example/x?y=1</a>' +
    '<a href="mailto:ann@c.example">ann@c.example</a> <a href="https://d.example">the d</a>'
  const sheet = withoutAddress(page.querySelectorAll('a'))
  for (const host of ['a', 'b', 'c']) expect(sheet).toContain(CSS.escape(`${host}.example`))
  expect(sheet).not.toContain(CSS.escape('d.example'))
  expect(withoutAddress([])).toBe('')
})
