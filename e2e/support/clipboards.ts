/** What Word puts on the clipboard: a title, marked words with a comment, a list, a table. */
export const fromWord = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40"><head><meta name=Generator content="Microsoft Word 15"><style><!--
p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;} @list l0 {mso-list-id:7;} --></style></head>
<body lang=EN-US><!--StartFragment--><h1><span lang=EN-US>Report<o:p></o:p></span></h1>
<p class=MsoNormal><span style='font-size:11.0pt;font-family:"Calibri",sans-serif'>Some <b>words</b><span class=MsoCommentReference><a
class=msocomanchor href="#_msocom_1">[AW1]</a></span><o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='margin-left:36.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>one<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span><![endif]>two<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td width=10><p class=MsoNormal>Item<o:p></o:p></p></td><td><p class=MsoNormal>2</p></td></tr>
<tr><td colspan=2><p class=MsoNormal><b>Total</b></p></td></tr></table>
<div style='mso-element:comment-list'><hr class=msocomoff><div style='mso-element:comment'><div class=msocomtxt><p>[AW1]Why?</p></div></div></div>
<!--EndFragment--></body></html>`

const words = (text: string, style = '') =>
  `<span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:400;font-style:normal;` +
  `text-decoration:none;vertical-align:baseline;white-space:pre-wrap;${style}">${text}</span>`

/** What Google Docs puts there: a heading, marked words, a list, a task. */
export const fromGoogleDocs =
  `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-5"><h2 dir="ltr">${words('Plan')}</h2>` +
  `<p dir="ltr">${words('a ')}${words('bold', 'font-weight:700')}${words(' word')}</p>` +
  `<ol><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation">${words('one')}</p></li></ol>` +
  `<ul><li role="checkbox" aria-checked="false" aria-level="1"><img src="data:x" aria-roledescription="checkbox"><p role="presentation">` +
  `${words('to do')}</p></li></ul></b><br class="Apple-interchange-newline">`
