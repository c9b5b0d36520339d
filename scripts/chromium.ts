import { delimiter, isAbsolute, join } from 'node:path'
import { isRunnable } from './services.ts'

const names = [
  // The same engine without a window around it: a page costs half as much.
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Where this machine's Chromium is: what CHROMIUM says, or the first of the usual names that can be run. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROMIUM) return isRunnable(env.CHROMIUM) ? env.CHROMIUM : undefined
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/bin']
  return names
    .flatMap(name => (isAbsolute(name) ? [name] : folders.map(folder => join(folder, name))))
    .find(isRunnable)
}

/** Alone on the machine, without a screen, without calls home. Without its sandbox, which root cannot have. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
