import { expect, it } from 'vitest'
import { Seal } from './seal.ts'

const seal = new Seal('a secret of thirty-two characters', 'tests')

it('gives back what it sealed, and nothing that anybody has touched', () => {
  const sealed = seal.seal('ann, since Tuesday — ünïcode')
  expect(seal.open(sealed)).toBe('ann, since Tuesday — ünïcode')
  for (let at = 0; at < sealed.length; at++) {
    const touched = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    expect(seal.open(touched), touched).toBeUndefined()
    expect(seal.open(sealed.slice(0, at)), sealed.slice(0, at)).toBeUndefined()
  }
  const [body, signature] = sealed.split('.')
  for (const forged of [
    '',
    '.',
    '..',
    `${body}.`,
    `.${signature}`,
    `${sealed}.`,
    `${sealed}A`,
    `${body}=.${signature}`,
  ])
    expect(seal.open(forged), forged).toBeUndefined()
})

it('opens nothing of another secret, or of another purpose', () => {
  const others = [
    new Seal('another secret of many characters', 'tests'),
    new Seal('a secret of thirty-two characters', 'other tests'),
  ]
  for (const other of others) expect(seal.open(other.seal('ann'))).toBeUndefined()
})
