import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Who asks, as far as those say it whom we believe. */
export interface Client {
  /** An IP address; '' where the connection is gone already. */
  address: string
  /** How it came to the first proxy; undefined where none says so. */
  scheme: 'http' | 'https' | undefined
}

/** How many proxies stand before this server, or which ones: their addresses, and networks such as 10.0.0.0/8. */
export type TrustedProxies = number | readonly string[]

/**
 * Reads `X-Forwarded-For`, to which each proxy adds whom it hears, as far as it was written by proxies that we know. The rest of it
 * anybody can have written.
 */
export function openClientOf(trusted: TrustedProxies): (request: IncomingMessage) => Client {
  const isProxy = typeof trusted === 'number' ? () => true : amongThose(trusted)
  const hops = typeof trusted === 'number' ? trusted : Number.POSITIVE_INFINITY
  return request => {
    const peer = plain(request.socket.remoteAddress ?? '')
    /** The nearest first. */
    const chain = [peer, ...listOf(request, 'x-forwarded-for').map(plain).reverse()]
    let at = 0
    while (at < hops && at + 1 < chain.length && isIP(chain[at + 1] ?? '') && isProxy(chain[at] ?? '')) at++
    // Whoever came by way of fewer proxies went around some of them, and may have written all of it.
    if (hops !== Number.POSITIVE_INFINITY && at < hops) at = 0
    const [scheme] = at > 0 ? listOf(request, 'x-forwarded-proto') : []
    return { address: chain[at] ?? '', scheme: scheme === 'http' || scheme === 'https' ? scheme : undefined }
  }
}

function amongThose(trusted: readonly string[]): (address: string) => boolean {
  const proxies = new BlockList()
  for (const each of trusted) {
    const [address = '', bits] = each.split('/')
    if (bits === undefined) proxies.addAddress(address, familyOf(address))
    else proxies.addSubnet(address, Number(bits), familyOf(address))
  }
  return address => isIP(address) !== 0 && proxies.check(address, familyOf(address))
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Some proxies add a port; a socket that listens for both families writes IPv4 as IPv6. */
function plain(text: string): string {
  const address = /^\[(.*)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  return /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address.toLowerCase()
}

function listOf({ headers }: IncomingMessage, name: string): string[] {
  const text = headers[name]
  return text === undefined
    ? []
    : String(text)
        .split(',')
        .map(part => part.trim())
}
