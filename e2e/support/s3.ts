import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/free-port.ts'
import type { BucketPlace } from '../../server/files/bucket/bucket-place.ts'
import { startService } from './service.ts'
import { until } from './until.ts'

/** A real S3 server on a port of its own, which it keeps, with what is in it, when it is killed and started again. */
export interface S3 {
  readonly port: number
  /** For a server of ours: everything under a prefix of its own. */
  env(prefix: string): Record<string, string>
  place(prefix: string, more?: Partial<BucketPlace>): BucketPlace
  /** Names of the objects under a prefix, without it, as they lie on the disk, whole. */
  objects(prefix: string): string[]
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

const bucket = 'quire'
/** The only ones that it knows. */
const accessKeyId = 'S3RVER'
const secretAccessKey = 'S3RVER'

export async function startS3(): Promise<S3> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'quire-s3-'))
  const endpoint = `http://127.0.0.1:${port}`
  const begin = async () => {
    const lines: string[] = []
    const program = join(import.meta.dirname, 's3-program.ts')
    const server = startService(process.execPath, [program, String(port), folder, bucket], { lines })
    const answers = () =>
      fetch(endpoint).then(
        () => true,
        () => false,
      )
    await until(async () => server.exited || (await answers()), 'the S3 server to answer', 30_000)
    if (server.exited) throw new Error(`The S3 server did not start:\n${lines.join('\n')}`)
    return server
  }
  let server = await begin()
  return {
    port,
    env: prefix => ({
      FILES_URL: `s3://${bucket}/${prefix}?endpoint=${endpoint}`,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    }),
    place: (prefix, more = {}) => ({
      name: `s3://${bucket}/${prefix}/`,
      endpoint,
      bucket,
      prefix: `${prefix}/`,
      isPathStyle: true,
      key: { by: 'aws', region: 'us-east-1', accessKeyId, secretAccessKey, sessionToken: undefined },
      ...more,
    }),
    objects: prefix =>
      readdirSync(join(folder, bucket, prefix), { recursive: true, encoding: 'utf8' })
        .flatMap(name => /^(.+)\._S3rver_metadata\.json$/.exec(name)?.[1] ?? [])
        .sort(),
    kill: () => server.kill(),
    restart: async () => {
      server = await begin()
    },
    stop: async () => {
      await server.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
