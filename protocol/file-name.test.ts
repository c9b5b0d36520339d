import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cleanFileName } from './file-name.ts'

it.each([
  ['notes.txt', 'notes.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\ann\\a.txt', 'a.txt'],
  ['/', 'file'],
  ['', 'file'],
  ['...', 'file'],
  ['.bashrc', 'bashrc'],
  ['a\u0000b\u001b[31m.txt', 'ab[31m.txt'],
  ['invoice\u202etxt.exe', 'invoicetxt.exe'],
  ['  two \t words .txt ', 'two words .txt'],
  ['가족 👨‍👩‍👧.png', '가족 👨‍👩‍👧.png'],
  ['cafe\u0301.txt', 'café.txt'],
  ['trailing. . .', 'trailing'],
  ['می\u200cخواهم.txt', 'می\u200cخواهم.txt'],
  ['क्\u200dष.txt', 'क्\u200dष.txt'],
  ['👩🏽‍🚒 report.pdf', '👩🏽‍🚒 report.pdf'],
  ['\u200da\u200d.\u200ctxt\u200c', 'a.txt'],
  ['❤\ufe0f\u200d🔥.png', '❤\ufe0f\u200d🔥.png'],
])('calls %j %j', (raw, clean) => {
  expect(cleanFileName(raw)).toBe(clean)
})

it('cuts a long name, and leaves its ending', () => {
  const name = cleanFileName(`${'가'.repeat(300)}.pdf`)
  expect(name).toMatch(/^가{65}\.pdf$/)
})

it('cuts no sign that is one to the eye', () => {
  expect(cleanFileName(`${'😀'.repeat(150)}.jpeg`)).toBe(`${'😀'.repeat(48)}.jpeg`)
  // 18 bytes each.
  expect(cleanFileName(`${'👨‍👩‍👧'.repeat(20)}.png`)).toBe(`${'👨‍👩‍👧'.repeat(10)}.png`)
  const layered = cleanFileName(`a${'\u0316'.repeat(300)}.txt`)
  expect(layered).toMatch(/^a\u0316+\.txt$/)
})

it('gives every name as one that can be a name anywhere, and that it gives as it is', () => {
  const raw = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 100 }))
  fc.assert(
    fc.property(raw, text => {
      const name = cleanFileName(text)
      expect(name).not.toMatch(/^\.|[/\\<>:"|?*\p{Cc}]|^$/u)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
      expect(cleanFileName(name)).toBe(name)
    }),
  )
})
