// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { leaveAll, writer } from '../testing/writers.ts'
import { inlineStyleSheets } from './inline-style-sheets.ts'

afterEach(leaveAll)

function pasted(html: string): string[] {
  const ann = writer()
  ann.editor.view.pasteHTML(html)
  return ann.blocks()
}

/** What Word puts on the clipboard around a selection. */
const word = (
  body: string,
) => `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!-- @font-face {font-family:Wingdings;} @list l0 {mso-list-id:7;} p.MsoNormal {margin:0cm; font-size:11.0pt;} --></style>
</head><body lang=EN-US style='tab-interval:36.0pt'><!--StartFragment-->${body}<!--EndFragment--></body></html>`

const item = (level: number, marker: string, text: string, list = 'l0') =>
  `<p class=MsoListParagraphCxSpMiddle style='margin-left:${level * 36}.0pt;text-indent:-18.0pt;mso-list:${list} level${level} lfo1'>` +
  `<![if !supportLists]><span style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>${marker}` +
  `<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`

describe('from Word', () => {
  it('lists are lists, with their levels and numbers', () => {
    const body =
      item(1, '·', 'one') +
      item(2, 'o', 'two') +
      item(3, '§', 'three') +
      item(1, '1.', 'first', 'l1') +
      item(2, 'a)', 'letter', 'l1') +
      item(3, '(iv)', 'roman', 'l1') +
      item(1, '가.', '한글', 'l2') +
      item(1, '①', 'circle', 'l2')
    expect(pasted(word(body))).toEqual([
      'bullet one',
      'bullet >1 two',
      'bullet >2 three',
      'ordered first',
      'ordered >1 letter',
      'ordered >2 roman',
      'ordered 한글',
      'ordered circle',
    ])
  })

  it('lists stay lists where a style sheet says something about them, in the cells of a table as well', () => {
    const sheet = '<style>p.MsoListParagraph {margin-left:36.0pt;}</style>'
    const cell = item(1, '·', 'in a cell').replace('CxSpMiddle', '')
    const html = `${sheet}<table border=1><tr><td><p>a</p>${cell}</td><td><p>b</p></td></tr></table>`
    expect(inlineStyleSheets(html)).toMatch(
      /style="[^"]*mso-list:l0 level1 lfo1[^"]*margin-left: ?36(\.0)?pt/,
    )
    const ann = writer()
    ann.editor.view.pasteHTML(html)
    const kinds: string[] = []
    ann.editor.state.doc.descendants(({ attrs }) => {
      if (typeof attrs.kind === 'string') kinds.push(attrs.kind)
    })
    expect(kinds).toEqual(['bullet'])
  })

  it('titles, numbered headings and quotes are what they look like, and empty lines are empty', () => {
    const heading =
      `<h2 style='mso-list:l3 level2 lfo4'><![if !supportLists]><span style='mso-list:Ignore'>1.1<span>&nbsp; </span></span>` +
      `<![endif]>Scope<o:p></o:p></h2>`
    const body =
      `<p class=MsoTitle>Report<o:p></o:p></p>${heading}<p class=MsoNormal><o:p>&nbsp;</o:p></p>` +
      `<p class=MsoQuote>said<o:p></o:p></p><p class=MsoNormal>It is\n<b>bold</b><o:p></o:p></p>`
    expect(pasted(word(body))).toEqual([
      'heading 1 Report',
      'heading 2 Scope',
      '',
      'quote said',
      'It is bold',
    ])
  })

  it('comments stay behind, and what leads to notes leads nowhere', () => {
    const body =
      `<p class=MsoNormal>Some <span style='mso-comment-continuation:1'>words</span><span class=MsoCommentReference><span style='font-size:8.0pt'>` +
      `<a class=msocomanchor id="_anchor_1" href="#_msocom_1" name="_msoanchor_1">[AW1]</a></span></span>, noted<a style='mso-footnote-id:ftn1' ` +
      `href="#_ftn1">[1]</a></p><div style='mso-element:comment-list'><hr class=msocomoff align=left size=1 width="33%">` +
      `<div style='mso-element:comment'><div id="_com_1" class=msocomtxt><p class=MsoCommentText>[AW1]This needs work</p></div></div></div>`
    const ann = writer()
    ann.editor.view.pasteHTML(word(body))
    expect(ann.blocks()).toEqual(['Some words, noted[1]'])
    expect(ann.editor.view.dom.querySelector('a')).toBeNull()
  })

  it('on the web, items say how deep they belong', () => {
    const item = (level: number, text: string) =>
      `<div class="ListContainerWrapper SCXW1"><ul class="BulletListStyle${level} SCXW1" role="list"><li data-leveltext="" data-listid="1" ` +
      `data-aria-posinset="1" data-aria-level="${level}" role="listitem" class="OutlineElement SCXW1"><p class="Paragraph SCXW1">` +
      `<span class="TextRun SCXW1"><span class="NormalTextRun SCXW1">${text}</span></span><span class="EOP SCXW1">&nbsp;</span></p></li></ul></div>`
    expect(pasted(item(1, 'one') + item(2, 'two') + item(1, 'three')).map(block => block.trim())).toEqual([
      'bullet one',
      'bullet >1 two',
      'bullet three',
    ])
  })
})

describe('from Google Docs', () => {
  it('a document keeps its structure and loses its fonts', () => {
    const span = (text: string, style = '') =>
      `<span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:400;` +
      `font-style:normal;text-decoration:none;vertical-align:baseline;white-space:pre;white-space:pre-wrap;${style}">${text}</span>`
    const li = (level: number, text: string, attributes = '') =>
      `<li dir="ltr" style="list-style-type:disc" aria-level="${level}" ${attributes}><p dir="ltr" role="presentation">${span(text)}</p></li>`
    expect(
      pasted(
        `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-5"><h2 dir="ltr">${span('Plan')}</h2>` +
          `<p dir="ltr">${span('a  b ')}${span('bold', 'font-weight:700')}</p><ol>${li(1, 'one')}<ol>${li(2, 'two')}</ol>${li(1, 'three')}</ol>` +
          `<ul><li role="checkbox" aria-checked="false" aria-level="1"><img src="data:x" aria-roledescription="checkbox">` +
          `<p role="presentation">${span('to do')}</p></li></ul><hr /><div><table><tbody><tr><td><p>${span('x')}</p></td><td><p>${span('y')}</p></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">`,
      ),
    ).toEqual([
      'heading 2 Plan',
      'a  b bold',
      'ordered one',
      'ordered >1 two',
      'ordered three',
      'task to do',
      'rule',
      'table xy',
    ])
  })

  it('a task that is done is ticked, and its words are not struck', () => {
    const ann = writer()
    ann.editor.view.pasteHTML(
      '<b style="font-weight:normal" id="docs-internal-guid-5"><ul><li role="checkbox" aria-checked="true" aria-level="1"><img src="data:x">' +
        '<p><span style="text-decoration:line-through">done</span></p></li></ul><p><span style="text-decoration:line-through">gone</span></p></b>',
    )
    expect(ann.blocks()).toEqual(['task checked done', 'gone'])
    expect(ann.editor.getHTML().match(/<s>\w+<\/s>/g)).toEqual(['<s>gone</s>'])
  })
})
