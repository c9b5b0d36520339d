import type { CDPSession, Page } from '@playwright/test'

/** What a Korean keyboard shows while these words come into being: one syllable at a time. */
const syllables: { steps: string[] }[] = [
  { steps: ['ㅎ', '하', '한'] },
  { steps: ['ㄱ', '그', '글'] },
  { steps: ['ㅇ', '으', '을'] },
  { steps: ['ㅆ', '쓰', '쓴'] },
  { steps: ['ㄷ', '다'] },
]
export const composed = '한글을쓴다'

interface During {
  afterStep?: () => unknown
  /** @param whole all syllables that are whole */
  afterSyllable?: (whole: string) => unknown
}

/** Types `composed` as a Korean keyboard does. */
export async function compose(page: Page, { afterStep, afterSyllable }: During = {}): Promise<void> {
  const keyboard = await page.context().newCDPSession(page)
  let whole = ''
  for (const { steps } of syllables) {
    for (const step of steps) {
      await show(keyboard, step)
      await afterStep?.()
    }
    const syllable = steps.at(-1) ?? ''
    await keyboard.send('Input.insertText', { text: syllable })
    whole += syllable
    await afterSyllable?.(whole)
  }
  await keyboard.detach()
}

/** The syllable as it is so far. Pages hear of a key first, as from any keyboard: which one it is, only the input method knows. */
export async function show(keyboard: CDPSession, text: string): Promise<void> {
  await keyboard.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Process',
    windowsVirtualKeyCode: 229,
  })
  await keyboard.send('Input.imeSetComposition', {
    text,
    selectionStart: text.length,
    selectionEnd: text.length,
  })
}
