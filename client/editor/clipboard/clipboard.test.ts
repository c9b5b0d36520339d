// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { leaveAll, type Writer, writer } from '../testing/writers.ts'
import type { RefusedPaste } from '../types.ts'

afterEach(leaveAll)

function pasted(html: string, into = writer()): Writer {
  into.editor.view.pasteHTML(html)
  return into
}

function copied(
  { editor }: Writer,
  from = 1,
  to = editor.state.doc.content.size - 1,
): { html: string; text: string } {
  const { dom, text } = editor.view.serializeForClipboard(editor.state.doc.slice(from, to))
  return { html: dom.innerHTML.replace(/ data-pm-slice="[^"]*"/, ''), text }
}

/** The blocks' own HTML, to see marks. */
function inner({ editor }: Writer): string[] {
  return [...editor.view.dom.children].map(
    child => (child.querySelector('li > div, li, pre > code') ?? child).innerHTML,
  )
}

describe('pasting HTML', () => {
  it.each([
    ['headings', '<h1>a</h1><h2>b</h2><h5>c</h5>', ['heading 1 a', 'heading 2 b', 'heading 3 c']],
    [
      'nested lists',
      '<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>',
      ['bullet a', 'bullet >1 b', 'ordered >2 c', 'bullet d'],
    ],
    [
      'lists nested beside their items',
      '<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>',
      ['bullet a', 'bullet >1 b', 'bullet c'],
    ],
    [
      'paragraphs within an item',
      '<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>',
      ['ordered a', '>1 b', 'ordered c'],
    ],
    [
      'checkboxes',
      '<ul><li><input type="checkbox" checked> a</li><li><label><input type="checkbox">b</label></li></ul>',
      ['task checked a', 'task b'],
    ],
    ['a quote with a list', '<blockquote><p>a</p><ul><li>b</li></ul></blockquote>', ['quote a', 'bullet b']],
    ['code', '<pre><code>let a\n  <span>b()</span>\n</code></pre>', ['code let a\n  b()']],
    [
      'code from an editor',
      '<div style="font-family: Menlo, monospace; white-space: pre;"><div>a {</div><div>  b</div></div>',
      ['code a {\n  b'],
    ],
    [
      'callouts',
      '<aside><p>a</p></aside><aside data-tone="warning">b</aside>',
      ['callout a', 'callout warning b'],
    ],
    [
      'alignment',
      '<p style="text-align:center">a</p><p align="right">b</p><center>c</center><p dir="rtl" style="text-align:right">d</p>',
      ['center a', 'end b', 'center c', 'd'],
    ],
    ['a rule', '<p>a</p><hr><p>b</p>', ['a', 'rule', 'b']],
    ['a table that only sets a layout', '<table><tr><td><p>a</p><p>b</p></td></tr></table>', ['a', 'b']],
    ['loose text around blocks', 'a<div>b<div>c</div>d</div>e', ['a', 'b', 'c', 'd', 'e']],
    ['line breaks', '<p>a<br>b<br></p>', ['a\nb']],
    ['empty lines, as in a letter', '<div>a</div><div><br></div><div>b</div>', ['a', '', 'b']],
  ])('%s', (_, html, blocks) => {
    expect(pasted(html).blocks()).toEqual(blocks)
  })

  it('keeps emphasis and links, and drops what we have no place for', () => {
    const ann = pasted(`
      <script>alert(1)</script><!-- note -->
      <p style="color:red" onclick="alert(1)"><font size="7">a</font> <b>bold</b> <i>it</i> <u>un</u> <del>gone</del>
      <code>x</code> <a href="https://quire.example/" onmouseover="x"><span>link</span></a> <img src="x" onerror="alert(1)">
      <button>press</button></p><p hidden>secret</p><p style="display:none">secret</p>`)
    expect(inner(ann)).toEqual([
      'a <strong>bold</strong> <em>it</em> <u>un</u> <s>gone</s> <code spellcheck="false">x</code> ' +
        '<a href="https://quire.example/" target="_blank" rel="noopener noreferrer">link</a>',
    ])
  })

  it('reads the style sheet that text brings along', () => {
    const ann = pasted(`<html><head><style><!-- @page { margin: 0 } .b { font-weight: 700 } --></style></head>
      <body><p>a <span class="b">bold</span></p></body></html>`)
    expect(inner(ann)).toEqual(['a <strong>bold</strong>'])
  })

  it.each(['javascript:alert(1)', 'JAVA\tSCRIPT:alert(1)', 'data:text/html,x', '&#106;avascript:alert(1)'])(
    'makes plain text of a link to %s',
    href => {
      expect(inner(pasted(`<p><a href="${href}">words</a></p>`))).toEqual(['words'])
    },
  )

  it.each([
    ['<div>js<button>Copy</button></div><div><code class="language-js">a\nb</code></div>', 'code (js) a\nb'],
    ['<code>a</code> and <code>b</code>', 'code a and b'],
    ['see <code>a</code>', 'code see a'],
  ])('takes the code of %j, and not what stands above it', (html, block) => {
    const ann = writer()
    ann.editor.view.pasteHTML(`<pre>${html}</pre>`)
    expect(ann.blocks()).toEqual([block])
  })

  it('understands Google Docs', () => {
    const ann = pasted(
      '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">' +
        '<h1 dir="ltr"><span style="font-weight:400;">Title</span></h1>' +
        '<p dir="ltr"><span style="font-weight:400;font-style:normal;text-decoration:none;white-space:pre-wrap;">plain </span>' +
        '<span style="font-weight:700;">bold</span><a href="https://quire.example/" style="text-decoration:none;">' +
        '<span style="text-decoration:underline;color:#1155cc">link</span></a></p><br />' +
        '<ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>one</span></p></li>' +
        '<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>two</span></p></li></ul>' +
        '<li role="checkbox" aria-checked="true"><img src="data:x"><p><span>done</span></p></li></ul></b>',
    )
    expect(ann.blocks()).toEqual([
      'heading 1 Title',
      'plain boldlink',
      '',
      'bullet one',
      'bullet >1 two',
      'task checked done',
    ])
    expect(inner(ann)[1]).toBe(
      'plain <strong>bold</strong><a href="https://quire.example/" target="_blank" rel="noopener noreferrer">link</a>',
    )
  })

  it('keeps emphasis that a whole paragraph has by its style, and none that every heading has', () => {
    const ann = pasted(
      '<h2 style="font-weight:700">a</h2><p style="font-weight:bold">b <i>c</i></p><div style="font-style:italic">d</div>',
    )
    expect(inner(ann)).toEqual(['a', '<strong>b <em>c</em></strong>', '<em>d</em>'])
  })

  it("understands Word's lists", () => {
    const item = (level: number, marker: string, text: string) =>
      `<p class=MsoListParagraph style='mso-list:l0 level${level} lfo1'><![if !supportLists]>` +
      `<span style='mso-list:Ignore'>${marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>` +
      `<![endif]>${text}<o:p></o:p></p>`
    const ann = pasted(
      `<p class=MsoNormal>a</p>${item(1, '·', 'b')}${item(2, '1.', 'c')}<p class=MsoNormal>d</p>`,
    )
    expect(ann.blocks()).toEqual(['a', 'bullet b', 'ordered >1 c', 'd'])
  })

  it.each([
    ['typescriptreact', 'code (tsx) a {\n  b'],
    ['python', 'code (python) a {\n  b'],
    ['plaintext', 'code a {\n  b'],
  ])('takes the language %s over from Visual Studio Code', (mode, block) => {
    const data = new DataTransfer()
    data.setData('text/plain', 'a {\n  b')
    data.setData('vscode-editor-data', JSON.stringify({ version: 1, multicursorText: null, mode }))
    const html =
      '<div style="font-family: Menlo, monospace; white-space: pre;"><div>a {</div><div>  b</div></div>'
    const ann = writer()
    ann.editor.view.pasteHTML(html, new ClipboardEvent('paste', { clipboardData: data }))
    expect(ann.blocks()).toEqual([block])
  })

  it('puts words from elsewhere into the sentence at the caret', () => {
    const ann = writer()
    ann.type('a  b')
    ann.select(3)
    pasted('<meta charset="utf-8"><span style="font-weight:400"><b>x</b></span>', ann)
    expect(ann.blocks()).toEqual(['a x b'])
  })

  it('keeps the first line with the text before the caret, and the last with the text behind it', () => {
    const ann = writer()
    ann.type('ad')
    ann.select(2)
    pasted('<h1>b</h1><ul><li>c</li></ul>', ann)
    expect(ann.blocks()).toEqual(['ab', 'bullet cd'])
  })

  it('keeps a quote below the words of an item', () => {
    const ann = writer()
    ann.editor.view.pasteHTML(
      '<ul><li>a<blockquote><p>b</p><ul><li>c</li></ul></blockquote></li><li><p>d</p><p>e</p></li></ul>',
    )
    expect(ann.blocks()).toEqual(['bullet a', 'quote >1 b', 'bullet >1 c', 'bullet d', '>1 e'])
  })

  it('never nests more deeply than we do', () => {
    const html = `${'<ul><li>'.repeat(30)}deep${'</li></ul>'.repeat(30)}`
    expect(pasted(html).blocks()).toEqual(['bullet >8 deep'])
  })
})

describe('pasting text', () => {
  it('makes a block of each line', () => {
    const ann = writer()
    ann.editor.view.pasteText('a\nb\r\n\r\nc\n\n\nd')
    expect(ann.blocks()).toEqual(['a', 'b', 'c', '', 'd'])
  })

  it('makes an item of each line in a list', () => {
    const ann = writer()
    ann.type('[x] a')
    ann.editor.view.pasteText('b\nc')
    expect(ann.blocks()).toEqual(['task checked ab', 'task c'])
  })

  const clipboard = (text: string) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    return new ClipboardEvent('paste', { clipboardData: data })
  }

  it('makes lines of code of it in code, and takes nothing for a mark', () => {
    const ann = writer()
    ann.type('```x')
    ann.select(1)
    ann.editor.view.pasteHTML('<b>a</b>', clipboard('**a**\n  b'))
    expect(ann.blocks()).toEqual(['code **a**\n  bx'])
    expect(inner(ann)).toEqual(['**a**<br>  bx'])
  })

  it('links the selected words to a pasted address', () => {
    const ann = writer()
    ann.type('words')
    ann.select(1, 6)
    ann.editor.view.pasteText('https://quire.example/', clipboard('https://quire.example/'))
    expect(ann.editor.view.dom.querySelector('a')?.textContent).toBe('words')
    ann.select(1, 6)
    ann.editor.view.pasteText('www.quire.example', clipboard('www.quire.example'))
    expect(ann.editor.view.dom.querySelector('a')?.href).toBe('https://www.quire.example/')
  })

  it('reads it as Markdown where it was written so', async () => {
    const ann = writer()
    const lines = [
      '# Plan',
      'first',
      'second',
      '- a',
      '  - b',
      '- [x] c',
      'after',
      '2. d',
      '3. e',
      '> f',
      '```js',
      'x',
      '',
      'y',
      '```',
    ]
    ann.editor.view.dom.dispatchEvent(clipboard(lines.join('\r\n')))
    await vi.waitFor(() => expect(ann.blocks()).not.toEqual(['']))
    expect(ann.blocks()).toEqual([
      'heading 1 Plan',
      'first',
      'second',
      'bullet a',
      'bullet >1 b',
      'task checked c',
      'after',
      'ordered d',
      'ordered e',
      'quote f',
      'code (js) x\n\ny',
    ])
    ann.editor.commands.undo()
    expect(ann.blocks()).toEqual([''])
    ann.type('words')
    ann.select(3)
    ann.editor.view.dom.dispatchEvent(clipboard('- a\n- b'))
    await vi.waitFor(() => expect(ann.blocks()).not.toEqual(['words']))
    expect(ann.blocks()).toEqual(['wo', 'bullet a', 'bullet brds'])
  })

  it('reads lines that begin with a dot as items', async () => {
    const ann = writer()
    ann.editor.view.dom.dispatchEvent(
      clipboard('Bring:\n• lamps\n◦ forty\n·\u00a0\n• 책상\n```\n• code\n```'),
    )
    await vi.waitFor(() => expect(ann.blocks()).not.toEqual(['']))
    expect(ann.blocks()).toEqual([
      'Bring:',
      'bullet lamps',
      'bullet >1 forty',
      '·\u00a0',
      'bullet 책상',
      'code • code',
    ])
  })

  it.each(['one - two\n- three', '#tag\n#other', '1.5 and\n2.5', 'a\nb', '-5\n-6'])(
    'takes %j for words',
    text => {
      const ann = writer()
      ann.editor.view.dom.dispatchEvent(clipboard(text))
      expect(ann.blocks()).toEqual(text.split('\n'))
    },
  )

  it('takes items for words where plain text is asked for, and in code', () => {
    const ann = writer()
    ann.editor.view.pasteText('- a\n- b', clipboard('- a\n- b'))
    expect(ann.blocks()).toEqual(['- a', '- b'])
    const bob = writer()
    bob.type('``` ')
    bob.editor.view.dom.dispatchEvent(clipboard('# a\n# b'))
    expect(bob.blocks()).toEqual(['code # a\n# b'])
  })

  const links = (ann: Writer) =>
    [...ann.editor.view.dom.querySelectorAll('a')].map(a => [a.textContent, a.getAttribute('href')])

  it('links the addresses in it, alone or within words', () => {
    const ann = writer()
    ann.editor.view.dom.dispatchEvent(clipboard('https://quire.example/a?b=1'))
    expect(links(ann)).toEqual([['https://quire.example/a?b=1', 'https://quire.example/a?b=1']])
    const bob = writer()
    const words = ['see (www.x.org), https://x.org/wiki/A_(b). And', '<http://y.org>; not www.x or http://']
    bob.editor.view.dom.dispatchEvent(clipboard(words.join('\n')))
    expect(links(bob)).toEqual([
      ['www.x.org', 'https://www.x.org'],
      ['https://x.org/wiki/A_(b)', 'https://x.org/wiki/A_(b)'],
      ['http://y.org', 'http://y.org'],
    ])
    expect(bob.blocks()).toEqual(words)
  })

  it('leaves it as it is where that is asked for', () => {
    const ann = writer()
    ann.editor.view.pasteText('https://quire.example/')
    expect(links(ann)).toEqual([])
  })
})

describe('copying', () => {
  const everything = () => {
    const ann = writer()
    const lines = [
      '# Title',
      'a **b**',
      '- one',
      '\ttwo',
      '1. three',
      '',
      '',
      '[x] done',
      '',
      '> said',
      '',
      '```x',
      'y',
    ]
    for (const [index, line] of lines.entries()) {
      if (index > 0) ann.press('Enter')
      if (line.startsWith('\t')) ann.press('Tab')
      ann.type(line.trimStart())
    }
    return ann
  }

  it('gives other applications headings, real nested lists, checkboxes, quotes and code', () => {
    expect(copied(everything()).html).toBe(
      '<h1>Title</h1><p>a <strong>b</strong></p><ul><li>one<ul><li>two</li></ul><ol><li>three</li></ol></li></ul>' +
        '<ul><li><input type="checkbox" checked="">done</li></ul><blockquote><p>said</p></blockquote>' +
        '<pre><code>x\ny</code></pre>',
    )
  })

  it('gives plain text with the markers of the lists', () => {
    expect(copied(everything()).text).toBe(
      'Title\n\na b\n\n- one\n  - two\n  1. three\n- [x] done\n\nsaid\n\nx\ny',
    )
  })

  it('comes back as what it was', () => {
    const ann = everything()
    const { dom } = ann.editor.view.serializeForClipboard(
      ann.editor.state.doc.slice(0, ann.editor.state.doc.content.size),
    )
    const bob = pasted(dom.innerHTML)
    expect(bob.editor.getJSON()).toEqual(ann.editor.getJSON())
  })

  it('numbers a list on where something stood in between', () => {
    const ann = pasted('<ol><li>a</li></ol><ol><li><p>b</p><p>more</p></li><li>c</li></ol>')
    expect(copied(ann).html).toBe('<ol><li>a</li><li>b<p>more</p></li><li>c</li></ol>')
  })

  it('takes a part of a heading for words', () => {
    const ann = writer()
    ann.type('# Title')
    ann.select(2, 4)
    const { dom } = ann.editor.view.serializeForClipboard(ann.editor.state.selection.content())
    expect(dom.firstElementChild?.outerHTML).toBe('<p data-pm-slice="1 1 []">it</p>')
  })
})

describe('a paste that is too large', () => {
  it('is refused before anything of it is in the document, and said', () => {
    const refused: RefusedPaste[] = []
    const ann = writer({ onRefusedPaste: reason => refused.push(reason) })
    ann.type('a')
    ann.editor.view.pasteText('x'.repeat(1_000_001))
    expect(ann.blocks()).toEqual(['a'])
    expect(refused).toEqual([{ reason: 'too-large', characters: 1_000_001, limit: 1_000_000 }])
    ann.editor.view.pasteText('x'.repeat(900_000))
    expect(ann.blocks()[0]).toHaveLength(900_001)
    expect(refused).toHaveLength(1)
  })

  it('leaves room for what blocks cost beside their text', () => {
    const refused: RefusedPaste[] = []
    const ann = writer({ onRefusedPaste: reason => refused.push(reason) })
    ann.editor.view.pasteText('a\n'.repeat(100_000))
    expect(ann.blocks()).toEqual([''])
    expect(refused).toHaveLength(1)
  })
})

describe('numbers', () => {
  const numbers = ({ editor }: Writer) => {
    const shown: (number | string)[] = []
    for (const child of editor.view.dom.children)
      if (child.tagName === 'OL') shown.push(Number(child.getAttribute('start') ?? 1))
    return shown
  }

  it('of lists stay as they are, also behind what stands in between', () => {
    const html =
      '<ol start="5"><li>a</li><li>b</li></ol><pre>c</pre><ol start="7"><li>d</li></ol><ol start="1"><li>e</li></ol>'
    const ann = pasted(html)
    expect(numbers(ann)).toEqual([5, 6, 7, 1])
    const again = pasted(copied(ann).html)
    expect(numbers(again)).toEqual([5, 6, 7, 1])
    expect(again.editor.getJSON()).toEqual(ann.editor.getJSON())
  })

  it('of Word go on where they went on', () => {
    const item = (marker: string) =>
      `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>${marker}<span>&nbsp; </span></span>x</p>`
    expect(numbers(pasted(`${item('3.')}${item('4.')}<p>between</p>${item('5.')}`))).toEqual([3, 4, 5])
  })

  it('go on with the number that is typed, where that is the next; Enter counts on from there', () => {
    const ann = writer()
    for (const line of ['1. a', 'b', '', 'between', '3. c', 'd']) {
      ann.type(line)
      ann.press('Enter')
    }
    expect(numbers(ann).slice(0, 4)).toEqual([1, 2, 3, 4])
    const bob = writer()
    bob.type('2024. was a year')
    expect(bob.blocks()).toEqual(['2024. was a year'])
  })

  it('go with what is then first', () => {
    const ann = pasted('<ol start="5"><li>a</li></ol>')
    ann.select(1)
    ann.press('Enter')
    expect(numbers(ann)).toEqual([5, 6])
  })

  it('go on behind code in an item, which stays there', () => {
    const ann = pasted('<ol><li>a<pre><code>let x</code></pre></li><li>b</li><li><pre>y</pre></li></ol>')
    expect(ann.blocks()).toEqual(['ordered a', 'code >1 let x', 'ordered b', 'ordered', 'code >1 y'])
    expect(numbers(ann)).toEqual([1, 2, 3])
    expect(pasted(copied(ann).html).blocks()).toEqual(ann.blocks())
  })
})

describe('pasting where it is deep', () => {
  function section(): Writer {
    const ann = writer()
    ann.type('>> More')
    ann.press('Enter')
    return ann
  }

  it('stays in the section that folds', () => {
    const ann = pasted('<h2>H</h2><ul><li>a<ul><li>b</li></ul></li></ul><p>c</p>', section())
    expect(ann.blocks()).toEqual(['toggle More', 'heading 2 >1 H', 'bullet >1 a', 'bullet >2 b', '>1 c'])
    const bob = section()
    bob.type('x')
    bob.editor.view.pasteText('one\ntwo')
    expect(bob.blocks()).toEqual(['toggle More', '>1 xone', '>1 two'])
  })

  it('goes into the section behind the line that folds it', () => {
    const ann = section()
    ann.type('body')
    ann.select(5)
    pasted('<p>a</p><p>b</p>', ann)
    expect(ann.blocks()).toEqual(['toggle Morea', '>1 b', '>1 body'])
  })

  it('keeps items beside the item that they are pasted at', () => {
    const ann = writer()
    ann.type('- a')
    ann.press('Enter')
    ann.press('Tab')
    pasted('<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul>', ann)
    expect(ann.blocks()).toEqual(['bullet a', 'bullet >1 b', 'bullet >2 c', 'bullet >1 d'])
  })
})
