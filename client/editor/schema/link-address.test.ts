import { expect, it } from 'vitest'
import { addressesIn } from './link-address.ts'

const address = 'https://quire.example/a'
const hrefsIn = (text: string) => addressesIn(text).map(({ href }) => href)

it.each([
  [`See ${address}.`, address],
  [`(${address})`, address],
  [`(see ${address}?!).`, address],
  [`${address}_(b)`, `${address}_(b)`],
  [`(${address}_(b)),`, `${address}_(b)`],
  [`‘${address}’』。`, address],
])('takes no punctuation of the sentence for a part of an address: %s', (text, href) => {
  expect(hrefsIn(text)).toEqual([href])
})

it.each([')', '.', '.)', '])'])('an address with 200,000 times %s behind it is found, and at once', end => {
  const started = performance.now()
  expect(hrefsIn(address + end.repeat(200_000))).toEqual([address])
  expect(performance.now() - started).toBeLessThan(1_000)
})
