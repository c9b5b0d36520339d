/** One such line is enough: a fence, a heading, the line under a table's head. */
const certain = /^ {0,3}(?:```|~~~|#{1,6} \S|\|(?:\s*:?-+:?\s*\|)+\s*$)/m
/** Of these it takes two: items, also as mails and printed pages have them, and lines of a quote. */
const likely = /^\s*(?:[-*+•‣◦▪●○∙·]|\d{1,9}[.)]|>) \S/gm

/** In characters. More would be long in reading, and is hardly written by hand. */
const most = 100_000

/** Whether text that says nothing of itself was written as Markdown. */
export function looksLikeMarkdown(text: string): boolean {
  return text.length <= most && (certain.test(text) || (text.match(likely)?.length ?? 0) > 1)
}
