// @vitest-environment happy-dom
// @vitest-environment-options { "url": "https://quire.example/" }
import { NodeSelection } from '@tiptap/pm/state'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { fileAt } from '../../../formats/file-address.ts'
import { writeMarkdown } from '../../../formats/markdown/write-markdown.ts'
import { ClipboardSerializer } from '../clipboard/clipboard-serializer.ts'
import { isForeign } from '../create-editor.ts'
import { blocksOf } from '../files/content.ts'
import { readJson } from '../files/read-json.ts'
import { writeHtml } from '../files/write-html.ts'
import { writeJson } from '../files/write-json.ts'
import { ImageRow } from '../images/insert-image.ts'
import '../images/index.ts'
import { cleanFileName } from '../../../protocol/file-name.ts'
import { exchange, leaveAll, type Writer, writer } from '../testing/writers.ts'
import {
  type FileLabels,
  type FileUploads,
  ownFileAt,
  provideUploads,
  type UploadLook,
} from './file-uploads.ts'
import { isFolder } from './insert-file.ts'
import { UploadPanel } from './upload-panel.ts'

const here = '/d/document-12345678'
const address = 'https://quire.example/api/documents/document-12345678/files/abc'

beforeEach(() => {
  history.replaceState(null, '', here)
})
afterEach(leaveAll)

/** What the editor is given by the page; nothing is sent. */
const uploads: FileUploads = {
  isReachable: true,
  address: file => `/api/documents/document-12345678/files/${file}`,
  begin: () => 'token',
  look: () => ({ state: 'left' }),
  file: () => undefined,
  onChange: () => () => {},
  pause() {},
  goOn() {},
  cancel() {},
  give() {},
}

function person(): Writer {
  const made = writer()
  provideUploads(made.editor.schema, uploads)
  return made
}

const stored = ({ doc }: Writer) =>
  doc
    .getXmlFragment('content')
    .toArray()
    .map(each => (each instanceof Y.XmlElement ? { ...each.getAttributes() } : {}))
const file = { kind: 'file', file: 'abc', bytes: 12 } as const

describe('a file in the text', () => {
  it('has its name as its words, and keeps what two say of it at the same time', async () => {
    const [ann, bob] = [person(), person()]
    await new ImageRow(ann.editor).add({ kind: 'file', upload: 'token', bytes: 12 }, 'plan.pdf')
    exchange(ann, bob)
    expect(bob.blocks()).toEqual(['file plan.pdf', ''])
    expect(isForeign(bob.editor)).toBe(false)
    // One renames it while the other's upload ends.
    bob.select(1)
    bob.type('The ')
    ann.doc.transact(() => {
      const [block] = ann.doc.getXmlFragment('content').toArray()
      if (!(block instanceof Y.XmlElement)) throw new Error('no block')
      block.setAttribute('file', 'abc')
      block.removeAttribute('upload')
    }, 'uploads')
    exchange(ann, bob)
    expect(ann.blocks()).toEqual(['file The plan.pdf', ''])
    expect(stored(bob)[0]).toEqual({ kind: 'file', file: 'abc', bytes: 12 })
  })

  it('goes by one undo, also when all of it has come since, and comes back by redo', async () => {
    const ann = person()
    await new ImageRow(ann.editor).add({ kind: 'file', upload: 'token', bytes: 12 }, 'plan.pdf')
    ann.doc.transact(() => {
      const [block] = ann.doc.getXmlFragment('content').toArray()
      if (!(block instanceof Y.XmlElement)) throw new Error('no block')
      block.setAttribute('file', 'abc')
      block.removeAttribute('upload')
    }, 'uploads')
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual([''])
    ann.editor.commands.redo()
    expect(ann.blocks()).toEqual(['file plan.pdf', ''])
    expect(stored(ann)[0]).toMatchObject({ kind: 'file', bytes: 12 })
  })

  it('is never made of words, nor words of it', async () => {
    const ann = person()
    await new ImageRow(ann.editor).add(file, 'plan.pdf')
    ann.select(3)
    ann.editor.commands.setBlockKind('heading', { level: 1 })
    ann.press('Enter')
    expect(ann.blocks()).toEqual(['file plan.pdf', '', ''])
  })
})

describe('a copy of a file', () => {
  it('is the same file in the same document, and a link anywhere else', async () => {
    const ann = person()
    ann.type('Above')
    await new ImageRow(ann.editor).add(file, 'plan.pdf')
    const page = document.createElement('div')
    new ClipboardSerializer(ann.editor.schema).serializeFragment(ann.editor.state.doc.content, {}, page)
    expect(page.querySelector('a')?.href).toBe(address)

    const bob = person()
    bob.editor.view.pasteHTML(page.innerHTML)
    expect(bob.blocks()).toEqual(['Above', 'file plan.pdf', ''])
    expect(stored(bob)[1]).toEqual({ kind: 'file', file: 'abc', bytes: 12 })

    history.replaceState(null, '', '/d/another-document')
    const eve = person()
    eve.editor.view.pasteHTML(page.innerHTML)
    expect(eve.blocks()).toEqual(['Above', 'plan.pdf', ''])
    expect(eve.editor.state.doc.child(1).firstChild?.marks[0]?.attrs.href).toBe(address)
  })

  it('goes on being uploaded where it is put back, and is its words in another document', async () => {
    const ann = person()
    ann.type('Above')
    await new ImageRow(ann.editor).add({ kind: 'file', upload: 'token', bytes: 12 }, 'plan of spring.pdf')
    const coming = { kind: 'image', upload: 'other', bytes: 40, alt: 'A tree', size: '640x480' } as const
    await new ImageRow(ann.editor).add(coming)
    const page = document.createElement('div')
    new ClipboardSerializer(ann.editor.schema).serializeFragment(ann.editor.state.doc.content, {}, page)

    const bob = person()
    bob.editor.view.pasteHTML(page.innerHTML)
    expect(bob.blocks()).toEqual(['Above', 'file plan of spring.pdf', 'image', ''])
    expect(stored(bob).slice(1, 3)).toEqual([{ kind: 'file', upload: 'token', bytes: 12 }, coming])

    history.replaceState(null, '', '/d/another-document')
    const eve = person()
    eve.editor.view.pasteHTML(page.innerHTML)
    expect(eve.blocks().slice(0, 3)).toEqual(['Above', 'plan of spring.pdf', 'A tree'])
  })

  it('is copied when it alone is chosen among others', async () => {
    const ann = person()
    ann.type('Above')
    await new ImageRow(ann.editor).add(file, 'plan.pdf')
    const { view } = ann.editor
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, 7)))
    const { dom, text } = view.serializeForClipboard(view.state.selection.content())
    expect(dom.querySelector('figure a')?.getAttribute('href')).toBe(address)
    expect(text).toBe('plan.pdf')
  })
})

it('is a link in every kind of file that is written, and an image is one that shows it', async () => {
  const ann = person()
  await new ImageRow(ann.editor).add(file, 'plan [1].pdf')
  await new ImageRow(ann.editor).add({ kind: 'image', file: 'def', alt: 'A tree', size: '640x480' })
  await new ImageRow(ann.editor).add({ kind: 'file', upload: 'token' }, 'not yet.pdf')
  const blocks = blocksOf(ann.editor.state.doc.content)
  const picture = address.replace('abc', 'def')
  expect(writeMarkdown({ title: '', blocks })).toBe(
    `[plan \\[1\\].pdf](${address})\n\n![A tree](${picture})\n\nnot yet.pdf\n`,
  )
  const pictures = new Map([[picture, 'data:image/png;base64,AAAA']])
  const html = writeHtml({ title: '', doc: ann.editor.state.doc, language: 'en', untitled: 'x', pictures })
  expect(html).toContain(`<a href="${address}">plan [1].pdf</a>`)
  expect(html).toContain('src="data:image/png;base64,AAAA"')
})

it('is its name where a document is read into another one', async () => {
  const ann = person()
  await new ImageRow(ann.editor).add(file, 'plan.pdf')
  const { blocks } = readJson(writeJson(ann.doc), ann.editor.schema)
  expect(blocks.map(block => [block.attrs.kind, block.attrs.file, block.textContent])).toEqual([
    [null, null, 'plan.pdf'],
    [null, null, ''],
  ])
})

describe('what can be done about an upload', () => {
  const told = {
    percent: () => '',
    state: { copied: 'Copied', copiedForReader: 'Not there' },
    theirsFailed: (name: string, why: string) => `${name}: ${why}`,
    choose: 'Choose the file',
    trouble: () => '',
    pause: 'Pause',
    cancel: 'Cancel',
    again: 'Try again',
    remove: 'Remove',
  } as unknown as FileLabels
  function shown(look: UploadLook = { state: 'sending', share: 0.5 }) {
    const paused: string[] = []
    const may = { write: true }
    const text = document.createElement('div')
    const panel = new UploadPanel({
      uploads: {
        ...uploads,
        look: () => look,
        pause: token => paused.push(token),
      },
      labels: told,
      text,
      isEditable: () => may.write,
      remove: () => {},
      bytes: () => null,
    })
    return { panel, text, paused, may, press: () => panel.dom.querySelector('button')?.click() }
  }

  it('is done to the one that is shown, where others were shown before', () => {
    const { panel, paused, press } = shown()
    panel.show('one', 'one.pdf')
    panel.show('two', 'two.pdf')
    press()
    panel.show(null, '')
    press()
    expect(paused).toEqual(['two'])
  })

  it('is offered as soon as one may write again', async () => {
    const { panel, text, may } = shown()
    may.write = false
    panel.show('one', 'one.pdf')
    expect(panel.dom.querySelector('button')).toBeNull()
    may.write = true
    text.contentEditable = 'true'
    await expect.poll(() => panel.dom.querySelector('button')?.textContent).toBe('Pause')
  })

  it('is said of one that nobody goes on with, and it can be chosen once more', () => {
    const looks: UploadLook[] = [{ state: 'theirsFailed', name: 'Ann', why: 'diskFull' }, { state: 'copied' }]
    const said = looks.map(look => {
      const { panel } = shown(look)
      panel.show('one', 'one.pdf')
      return panel.dom.textContent
    })
    expect(said).toEqual(['Ann: diskFullChoose the fileRemove', 'CopiedChoose the fileRemove'])
  })

  it('is not done by whoever may not write any more', () => {
    const { panel, paused, may, press } = shown()
    panel.show('one', 'one.pdf')
    may.write = false
    press()
    expect(paused).toEqual([])
  })
})

describe('what is known of a file before it is sent', () => {
  it('is its name without folders and signs that nobody sees', () => {
    expect(cleanFileName('../../etc/pass\u202ewd.pdf')).toBe('passwd.pdf')
    expect(cleanFileName('C:\\plans\\spring.pdf')).toBe('spring.pdf')
  })

  it('is that a folder cannot be read, which a file with nothing in it can', async () => {
    const folder = new File([], 'plans')
    folder.arrayBuffer = () => Promise.reject(new DOMException('a folder', 'NotReadableError'))
    expect(await isFolder(folder)).toBe(true)
    expect(await isFolder(new File([], 'nothing.txt'))).toBe(false)
    expect(await isFolder(new File(['a'], 'a.txt'))).toBe(false)
  })

  it('is whether an address is a file of this site, and of this document', () => {
    expect(fileAt(address)).toEqual({ document: 'document-12345678', file: 'abc' })
    expect(ownFileAt(address)).toBe('abc')
    expect(ownFileAt(address.replace('12345678', 'else'))).toBeUndefined()
    expect(fileAt('https://elsewhere.example/api/documents/document-12345678/files/abc')).toBeUndefined()
    expect(fileAt('javascript:alert(1)')).toBeUndefined()
  })
})
