import { expect, it } from 'vitest'
import { linkAddress } from './link-address.ts'

it.each([
  ['example.com', 'https://example.com'],
  [' https://example.com/a?b#c ', 'https://example.com/a?b#c'],
  ['http://localhost:8080/d/x', 'http://localhost:8080/d/x'],
  ['localhost:8080', 'https://localhost:8080'],
  ['example.com:444/x', 'https://example.com:444/x'],
  ['ann@example.org', 'mailto:ann@example.org'],
  ['mailto:ann@example.org', 'mailto:ann@example.org'],
  ['tel:+8225551234', 'tel:+8225551234'],
  ['tel:025551234', 'tel:025551234'],
  ['#part-2', '#part-2'],
  ['한국.kr', 'https://한국.kr'],
])('takes %j for %j', (typed, address) => {
  expect(linkAddress(typed)).toBe(address)
})

it.each(['', '  ', 'word', 'two words', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'])(
  'does not link to %j',
  typed => {
    expect(linkAddress(typed)).toBeUndefined()
  },
)
