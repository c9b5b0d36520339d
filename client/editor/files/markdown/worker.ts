import { type Answer, answerTo, type Job } from './job.ts'

// A thread of its own: a long file takes seconds, and the page must go on.
addEventListener('message', ({ data: job }: MessageEvent<Job>) => {
  const answer: Answer = answerTo(job)
  postMessage(answer)
})
