import { setFlagsFromString } from 'node:v8'

// V8 lets its young generation grow with what is allocated at once, to 32 MiB in two halves, and seldom gives it back: the first crowd
// at the door would take 30 MiB that nobody uses afterwards. An event loop that passes bytes on does well with a small one
// (`npm run bench:open` and `bench:sync` show memory and CPU). Imported first, before it has grown.
setFlagsFromString('--semi-space-growth-factor=1')
