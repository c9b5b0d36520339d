import { type PatternJob, searchTexts } from './search-texts.ts'

// A thread of its own: some patterns take longer than anybody lives, and a thread can be ended.
addEventListener('message', ({ data: { pattern, texts } }: MessageEvent<PatternJob>) => {
  postMessage(searchTexts(pattern, texts))
})
