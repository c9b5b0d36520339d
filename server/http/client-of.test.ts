import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { openClientOf, type TrustedProxies } from './client-of.ts'

function clientOf(trusted: TrustedProxies, peer: string, headers: Record<string, string> = {}) {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  return openClientOf(trusted)(Object.assign(new IncomingMessage(socket), { headers }))
}

it.each<[string, TrustedProxies, string, string, string]>([
  ['nobody is believed unless it was said', 0, '6.6.6.6', '1.1.1.1', '6.6.6.6'],
  ['one proxy', 1, '10.0.0.1', '1.1.1.1', '1.1.1.1'],
  ['one proxy, and what the client itself wrote', 1, '10.0.0.1', '9.9.9.9, 1.1.1.1', '1.1.1.1'],
  ['a balancer and a proxy behind it', 2, '172.17.0.1', '9.9.9.9, 1.1.1.1, 35.0.0.1', '1.1.1.1'],
  ['somebody who went around the balancer', 2, '6.6.6.6', '1.1.1.1', '6.6.6.6'],
  ['nothing that is an address', 1, '10.0.0.1', 'unknown', '10.0.0.1'],
  ['known proxies', ['10.0.0.0/8'], '10.0.0.1', '9.9.9.9, 1.1.1.1, 10.2.3.4', '1.1.1.1'],
  ['a stranger', ['10.0.0.0/8', '::1'], '6.6.6.6', '1.1.1.1', '6.6.6.6'],
  ['proxies alone', ['10.0.0.0/8'], '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['known proxies and no address', ['10.0.0.1'], '10.0.0.1', '1.1.1.1, unknown', '10.0.0.1'],
  ['IPv4 written as IPv6', ['127.0.0.1'], '::ffff:127.0.0.1', '::FFFF:1.1.1.1', '1.1.1.1'],
  ['IPv6, and ports', ['fd00::/8'], 'fd00::1', '[2001:DB8::7]:4711', '2001:db8::7'],
  ['IPv4 with a port', 1, '10.0.0.1', '1.1.1.1:4711', '1.1.1.1'],
])('knows a client by its address: %s', (_what, trusted, peer, forwarded, address) => {
  expect(clientOf(trusted, peer, { 'x-forwarded-for': forwarded }).address).toBe(address)
})

it('believes a proxy on the own machine about somebody on the own machine', () => {
  const headers = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' }
  expect(clientOf(1, '127.0.0.1', headers)).toEqual({ address: '127.0.0.1', scheme: 'https' })
})

it('believes only proxies how somebody came to them', () => {
  const headers = { 'x-forwarded-for': '1.1.1.1', 'x-forwarded-proto': 'https' }
  expect(clientOf(1, '10.0.0.1', headers).scheme).toBe('https')
  expect(clientOf(0, '10.0.0.1', headers).scheme).toBeUndefined()
  expect(clientOf(['10.0.0.1'], '6.6.6.6', headers).scheme).toBeUndefined()
})
