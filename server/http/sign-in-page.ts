import type { FastifyReply } from 'fastify'
import type { SignInTrouble } from '../access/logins/sign-in.ts'

export type Excuse = SignInTrouble

const excuses: Record<Excuse, { status: number; sentence: string }> = {
  away: { status: 503, sentence: 'The sign-in service does not answer. Try again in a moment.' },
  declined: { status: 403, sentence: 'You were not signed in.' },
  stale: { status: 400, sentence: 'Signing in took too long, or was begun in another window.' },
  failed: {
    status: 502,
    sentence: 'Signing in did not work. If it does not the next time, tell whoever runs this Quire.',
  },
}

/** What people see instead of being signed in: a page by itself, with a way on. */
export function sendExcuse(reply: FastifyReply, excuse: Excuse, { to }: { to: string }): FastifyReply {
  const { status, sentence } = excuses[excuse]
  const again = `/auth/sign-in?to=${encodeURIComponent(to)}`
  reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'private, no-store')
  return reply.send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Quire</title>
<p>${sentence}</p>
<p><a href="${escaped(again)}">Try again</a> · <a href="${escaped(to)}">Go back</a></p>
</html>
`)
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}
