// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import { applyEmoji, dismissEmoji, emojiQueryIn, insertEmoji, isWantedEmoji } from './emoji.ts'

afterEach(leaveAll)

function typed(text: string): Writer {
  const one = writer()
  one.type(text)
  return one
}
/** What is looked for, once that is worth showing any. */
const query = ({ editor }: Writer) => {
  const found = emojiQueryIn(editor)
  return found !== undefined && isWantedEmoji(found) ? found.query : undefined
}

describe('looking for an emoji', () => {
  it.each([
    [':he', 'he'],
    ['so (:+1', '+1'],
    ['좋아 :하', '하'],
    ['👍🏽:he', 'he'],
    [':ㅎ', undefined],
    [':', undefined],
    [':)', undefined],
    [':D', undefined],
    ['at 10:30', undefined],
    ['a:bc', undefined],
    ['http://x', undefined],
    ['see :he said', undefined],
    ['::he', undefined],
    ['```:he', undefined],
    ['`x` :he', 'he'],
    ['`x :he', undefined],
  ])('after “%s” it looks for %o', (text, expected) => {
    expect(query(typed(text))).toBe(expected)
  })

  it('closes when it is dismissed, and leaves what was typed', () => {
    const one = typed(':he')
    dismissEmoji(one.editor)
    one.type('a')
    expect(query(one)).toBeUndefined()
    expect(one.blocks()).toEqual([':hea'])
  })
})

describe('an emoji', () => {
  it('is plain text in the place of what was typed, for everybody, and one undo gives that back', () => {
    const [one, two] = [typed('so :hea'), writer()]
    exchange(one, two)
    two.select(1)
    two.type('and ')
    exchange(one, two)
    applyEmoji(one.editor, '❤️')
    one.type('!')
    exchange(one, two)
    expect(two.blocks()).toEqual(['and so ❤️!'])
    one.editor.commands.undo()
    one.editor.commands.undo()
    expect(one.blocks()).toEqual(['and so :hea'])
    expect(query(one)).toBeUndefined()
  })

  it('takes the place of its shortcode though one has typed on, and looks like the words around it', () => {
    const two = typed('so :smile:')
    expect(emojiQueryIn(two.editor)).toEqual({ from: 4, query: 'smile', isWhole: true })
    two.type(' and on')
    expect(emojiQueryIn(two.editor)?.isWhole).toBe(true)
    applyEmoji(two.editor, '😄')
    two.type('!')
    expect(two.blocks()).toEqual(['so 😄 and on!'])
    expect(emojiQueryIn(two.editor)).toBeUndefined()
    const bold = writer()
    bold.editor.commands.toggleBold()
    bold.type('so :smile:')
    applyEmoji(bold.editor, '😄')
    expect(bold.editor.view.dom.innerHTML).toContain('<strong>so 😄</strong>')
  })

  it('is not looked for any more once somebody has changed the shortcode', () => {
    const [one, two] = [typed(':smile: then'), writer()]
    exchange(one, two)
    two.select(3)
    two.type('x')
    exchange(one, two)
    expect(emojiQueryIn(one.editor)).toBeUndefined()
    expect(one.blocks()).toEqual([':sxmile: then'])
  })

  it('that is chosen from the panel takes the place of what is selected, and is undone by itself', () => {
    const one = typed('good day')
    one.select(6, 9)
    insertEmoji(one.editor, '🌞')
    expect(one.blocks()).toEqual(['good 🌞'])
    one.editor.commands.undo()
    expect(one.blocks()).toEqual(['good day'])
    const reader = writer({ editable: false })
    insertEmoji(reader.editor, '🌞')
    expect(reader.blocks()).toEqual([''])
  })
})
