const blocks = 'p, li, h1, h2, h3, h4, h5, h6, td, th, summary'

/**
 * A box to tick that a line begins with makes a task of it, in a list or not. Elsewhere it is a sign among words: a line with *Yes* and *No* in
 * it has two.
 */
export function makeTasks(body: HTMLElement): void {
  for (const box of body.querySelectorAll('input')) {
    const block = box.closest<HTMLElement>(blocks)
    if (block === null || !canBeTask(block) || !isFirst(box, block)) {
      box.replaceWith(box.hasAttribute('checked') ? '☒' : '☐')
      continue
    }
    if (box.parentElement !== block) block.prepend(box)
    if (block.tagName === 'P') becomeTask(block, box)
  }
}

function canBeTask(block: HTMLElement): boolean {
  return block.tagName === 'LI' || (block.tagName === 'P' && !block.matches('.caption, .section'))
}

/** Neither words nor another box stand before it. */
function isFirst(box: Element, block: Element): boolean {
  for (let at: Element | null = box; at !== null && at !== block; at = at.parentElement) {
    for (let before = at.previousSibling; before !== null; before = before.previousSibling) {
      if (before.textContent?.trim() !== '' || ['INPUT', 'IMG', 'BR'].includes(before.nodeName)) return false
    }
  }
  return true
}

/** In the list above it, if that is of such lines, too. */
function becomeTask(line: HTMLElement, box: Element): void {
  const owner = line.ownerDocument
  const item = owner.createElement('li')
  if (line.style.textAlign !== '') item.style.textAlign = line.style.textAlign
  const above = line.previousElementSibling
  item.append(...line.childNodes)
  trimAfter(box, item)
  if (above?.matches('ul.tasks')) {
    above.append(item)
    line.remove()
    return
  }
  const list = owner.createElement('ul')
  list.className = 'tasks'
  list.append(item)
  line.replaceWith(list)
}

/** The space between a box and its words is no part of these. */
function trimAfter(box: Element, item: Element): void {
  const walker = item.ownerDocument.createTreeWalker(item, 4)
  while (walker.nextNode()) {
    const text = walker.currentNode as Text
    if (box.compareDocumentPosition(text) & 2) continue
    text.data = text.data.trimStart()
    if (text.data !== '') return
  }
}
