// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { selectionIsOurs } from './selection-is-ours.ts'

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)

it('spares a page that changes a walk through the text that has the focus, which stays editable', () => {
  const page = document.body.appendChild(document.createElement('div'))
  const text = document.body.appendChild(document.createElement('div'))
  text.setAttribute('contenteditable', 'true')
  text.tabIndex = 0
  const block = text.appendChild(document.createElement('p'))
  block.append('words')
  text.focus()
  getSelection()?.collapse(block.firstChild, 2)
  const looked = vi.spyOn(block, 'firstChild', 'get')
  const root = createRoot(page)

  act(() => root.render(<b>before</b>))
  expect(looked).toHaveBeenCalled()
  looked.mockClear()
  selectionIsOurs(text)
  act(() => root.render(<i>after</i>))
  expect(page.innerHTML).toBe('<i>after</i>')
  expect(looked).not.toHaveBeenCalled()
  expect(text.getAttribute('contenteditable')).toBe('true')
  text.setAttribute('contenteditable', 'false')
  expect(text.contentEditable).toBe('false')
})
