import S3rver from '@20minutes/s3rver'

// A process of its own, which can be killed: node s3-program.ts PORT FOLDER BUCKET

const [port, directory = '', name = ''] = process.argv.slice(2)
await new S3rver({
  address: '127.0.0.1',
  port: Number(port),
  directory,
  silent: true,
  configureBuckets: [{ name }],
}).run()

// Tests that are killed cannot end it.
const { ppid } = process
setInterval(() => {
  if (process.ppid !== ppid) process.exit()
}, 2_000)
