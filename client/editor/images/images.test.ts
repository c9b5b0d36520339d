// @vitest-environment happy-dom
import { NodeSelection } from '@tiptap/pm/state'
import { describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { isForeign } from '../create-editor.ts'
import { richWriter } from '../rich/testing.ts'
import { exchange, type Writer } from '../testing/writers.ts'
import { changeImage, ImageRow } from './insert-image.ts'
import { selectedImage } from './selected-image.ts'
import { png } from './testing.ts'
import './index.ts'

async function withImage(words: string, options = {}): Promise<Writer> {
  const ann = richWriter(options)
  ann.type(words)
  await new ImageRow(ann.editor).add({ src: png, alt: null, size: '640x480' })
  await vi.waitFor(() => expect(ann.editor.view.dom.querySelector('.image-frame')).not.toBeNull(), {
    timeout: 10_000,
  })
  return ann
}

const stored = ({ doc }: Writer) =>
  doc
    .getXmlFragment('content')
    .toArray()
    .map(each => (each instanceof Y.XmlElement ? { ...each.getAttributes(), text: plain(each) } : {}))
const plain = (element: Y.XmlElement) =>
  element
    .toArray()
    .map(child => child.toString())
    .join('')
const select = ({ editor: { view } }: Writer, position: number) =>
  view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, position)))
const paste = ({ editor }: Writer, html: string) => editor.view.pasteHTML(html)

describe('an image in the text', () => {
  it('is a block below the words, with a line behind it, and one undo takes it back', async () => {
    const ann = await withImage('Above')
    expect(stored(ann)).toEqual([
      { text: 'Above' },
      { kind: 'image', src: png, size: '640x480', text: '' },
      { text: '' },
    ])
    ann.type('Below')
    expect(ann.blocks()).toEqual(['Above', 'image', 'Below'])
    ann.editor.commands.undo()
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['Above'])
  })

  it('keeps what one writes into its caption and what another says of it at the same time', async () => {
    const ann = await withImage('')
    const bob = richWriter()
    exchange(ann, bob)
    select(ann, 0)
    ann.press('Enter')
    ann.type('Spring')
    changeImage(bob.editor, 0, { alt: 'A tree' })
    changeImage(ann.editor, 0, { width: 50 })
    bob.select(1)
    bob.editor.commands.setAlignment('center')
    exchange(ann, bob)
    const image = {
      kind: 'image',
      src: png,
      size: '640x480',
      alt: 'A tree',
      width: 50,
      align: 'center',
      text: 'Spring',
    }
    expect(stored(ann)[0]).toEqual(image)
    expect(stored(bob)[0]).toEqual(image)
    ann.editor.commands.undo()
    expect(stored(ann)[0]).toEqual({ ...image, width: undefined })
  })

  it('stays an image whatever one would make of everything', async () => {
    const ann = await withImage('Words')
    ann.editor.commands.selectAll()
    ann.editor.commands.setBlockKind('heading', { level: 1 })
    expect(ann.blocks()).toEqual(['heading 1 Words', 'image', 'heading 1'])
    ann.select(8)
    expect(ann.editor.commands.setBlockKind('quote')).toBe(false)
    ann.type('# no heading')
    ann.type('/')
    expect(stored(ann)[1]).toMatchObject({ kind: 'image', src: png, text: '# no heading/' })
  })
})

describe('by keyboard', () => {
  it('arrows come to the image and go on into its caption, Enter leaves it for a line below', async () => {
    const ann = await withImage('Above')
    ann.select(6)
    ann.press('ArrowDown')
    expect(selectedImage(ann.editor)).toMatchObject({ position: 7, src: png })
    ann.press('ArrowDown')
    ann.type('cap')
    ann.press('Enter')
    ann.type('below')
    expect(ann.blocks()).toEqual(['Above', 'image cap', 'below', ''])
    ann.select(8)
    ann.press('ArrowUp')
    expect(selectedImage(ann.editor)?.position).toBe(7)
    ann.press('ArrowUp')
    expect(ann.editor.state.selection.head).toBe(6)
  })

  it('what is typed on an image is its caption', async () => {
    const ann = await withImage('')
    select(ann, 0)
    ann.press('x')
    ann.type('x')
    expect(ann.blocks()).toEqual(['image x', ''])
  })

  it('Delete removes the selected image; beside one it is selected first, and no words become its caption', async () => {
    const ann = await withImage('Above')
    ann.type('Below')
    ann.select(6)
    ann.press('Delete')
    expect(selectedImage(ann.editor)).toBeDefined()
    ann.select(10)
    ann.press('Backspace')
    expect(selectedImage(ann.editor)).toBeDefined()
    ann.select(8)
    ann.press('Delete')
    ann.press('Backspace')
    expect(selectedImage(ann.editor)).toBeDefined()
    ann.editor.undoManager.stopCapturing()
    ann.press('Backspace')
    expect(ann.blocks()).toEqual(['Above', 'Below'])
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual(['Above', 'image', 'Below'])
  })
})

describe('what somebody else wrote as an image', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml;base64,PHN2Zz4=',
    `data:image/png;base64,${'A'.repeat(3_000_000)}`,
  ])('is shown as a calm place where it must not be shown, and stays as it is: %.40s', async src => {
    const ann = await withImage('')
    const element = ann.doc.getXmlFragment('content').get(0)
    if (!(element instanceof Y.XmlElement)) throw new Error('no image')
    ann.doc.transact(() => element.setAttribute('src', src), 'network')
    expect(ann.editor.view.dom.querySelector('.image-place img')).toBeNull()
    expect(ann.editor.view.dom.querySelector('.image-place')?.textContent).toBe('Not shown')
    expect(isForeign(ann.editor)).toBe(false)
    ann.type('more')
    changeImage(ann.editor, 0, { alt: 'What it was' })
    expect(element.getAttribute('src')).toBe(src)
    expect(ann.editor.view.dom.querySelector('.image-place')?.textContent).toBe('Not shownWhat it was')
  })

  it('is fetched from another site only when one asks for it', async () => {
    const ann = await withImage('')
    changeImage(ann.editor, 0, { src: 'https://quire.example/a.png', alt: 'A tree' })
    const place = ann.editor.view.dom.querySelector('.image-place')
    expect(place?.querySelector('img')).toBeNull()
    expect(place?.textContent).toBe('From quire.exampleA treeShow')
    place?.querySelector('button')?.click()
    expect(place?.querySelector('img')?.getAttribute('src')).toBe('https://quire.example/a.png')
    expect(place?.querySelector('img')?.getAttribute('referrerpolicy')).toBe('no-referrer')
  })

  it('locks the document where it is of a kind that this version does not know', async () => {
    for (const [name, value] of Object.entries({
      src: { url: 'x' },
      width: 500,
      size: 'huge',
      crop: '1 1',
    })) {
      const ann = await withImage('')
      const element = ann.doc.getXmlFragment('content').get(0)
      if (!(element instanceof Y.XmlElement)) throw new Error('no image')
      // Yjs keeps any value, though its types say strings.
      ann.doc.transact(() => element.setAttribute(name, value as string), 'network')
      expect(isForeign(ann.editor), name).toBe(true)
      expect(element.getAttribute(name)).toEqual(value)
    }
  })
})

describe('copied and pasted', () => {
  it('an image goes to other applications and comes back with all that is said of it', async () => {
    const ann = await withImage('Above')
    changeImage(ann.editor, 7, { alt: 'A tree', width: 50 })
    ann.select(8)
    ann.editor.commands.setAlignment('center')
    ann.type('Spring')
    ann.editor.commands.selectAll()
    const { dom } = ann.editor.view.serializeForClipboard(ann.editor.state.selection.content())
    expect(dom.querySelector('figure > img')?.getAttribute('alt')).toBe('A tree')
    const bob = richWriter()
    paste(bob, dom.innerHTML)
    expect(stored(bob)).toEqual(stored(ann))
  })

  it('stands between the words beside which it is pasted, and is never their caption', async () => {
    const ann = await withImage('')
    const page = `<figure><img src="${png}"><figcaption>Cap</figcaption></figure>`
    const bob = richWriter()
    bob.type('onetwo')
    bob.select(4)
    paste(bob, page)
    expect(bob.blocks()).toEqual(['one', 'image Cap', 'two'])
    ann.select(3)
    paste(ann, `<p>words</p>${page}`)
    expect(ann.blocks()).toEqual(['image', 'words', 'image Cap'])
  })

  it('words of a caption are words', async () => {
    const ann = await withImage('')
    ann.select(1)
    ann.type('Spring')
    ann.select(1, 7)
    const { dom } = ann.editor.view.serializeForClipboard(ann.editor.state.selection.content())
    expect(dom.querySelector('img')).toBeNull()
    expect(dom.textContent).toBe('Spring')
  })

  it('a page’s pictures come along; what counts its readers, signs, and drawings do not', async () => {
    const ann = await withImage('')
    const bob = richWriter()
    paste(
      bob,
      `<p>a <img src="https://quire.example/a.png" alt="A tree" width="300" height="200"> b
      <img src="https://quire.example/count.gif" width="1" height="1"><img src="https://quire.example/smile.png" alt="🙂">
      <img src="data:image/svg+xml,<svg/>" alt="Drawing"> <img src="http://quire.example/b.png"></p>`,
    )
    expect(stored(bob)).toEqual([
      { text: 'a' },
      { kind: 'image', src: 'https://quire.example/a.png', alt: 'A tree', size: '300x200', text: '' },
      { text: 'b 🙂 Drawing <link href="http://quire.example/b.png">http://quire.example/b.png</link>' },
    ])
    ann.leave()
  })

  it('many large ones go in one by one, and undo takes them back together', async () => {
    const ann = await withImage('')
    const updates: number[] = []
    ann.doc.on('update', (update: Uint8Array) => updates.push(update.length))
    const large = `${png.slice(0, -1)}${'A'.repeat(400_000)}`
    ann.select(3)
    paste(ann, Array.from({ length: 9 }, () => `<figure><img src="${large}"></figure>`).join(''))
    expect(ann.blocks().filter(block => block === 'image')).toHaveLength(10)
    expect(stored(ann).filter(({ src }: { src?: unknown }) => src === large)).toHaveLength(9)
    expect(Math.max(...updates)).toBeLessThan(500_000)
    ann.editor.commands.undo()
    expect(ann.blocks().filter(block => block === 'image')).toHaveLength(1)
  })
})
