import { type Answer, answerTo, type Job } from './job.ts'

// A thread of its own, and code that nobody fetches who has no such file.
addEventListener('message', ({ data: job }: MessageEvent<Job>) => {
  answerTo(job).then((answer: Answer) => postMessage(answer), reportError)
})
