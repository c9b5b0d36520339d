import { expect, it } from 'vitest'
import { Turnstile } from './turnstile.ts'

/** Who is through, in the order in which they got there. */
function visitors(turnstile: Turnstile) {
  const through: string[] = []
  const leaves = new Map<string, () => void>()
  return {
    through,
    come: (name: string, bytes: number, place = 'here') => {
      void turnstile.enter(place, bytes).then(leave => {
        through.push(name)
        leaves.set(name, leave)
      })
    },
    leave: (name: string) => leaves.get(name)?.(),
  }
}
const settled = () => new Promise(resolve => setImmediate(resolve))

it('lets in what there is room for, in order, and the next when somebody leaves', async () => {
  const { come, leave, through } = visitors(new Turnstile(10))
  come('ann', 6)
  come('bob', 4)
  come('eve', 3)
  come('dan', 0)
  await settled()
  expect(through).toEqual(['ann', 'bob'])
  leave('bob')
  await settled()
  expect(through).toEqual(['ann', 'bob', 'eve', 'dan'])
})

it('lets in what is too large for it when nobody else is there', async () => {
  const { come, leave, through } = visitors(new Turnstile(10))
  come('ann', 1)
  come('whale', 100)
  await settled()
  expect(through).toEqual(['ann'])
  leave('ann')
  await settled()
  expect(through).toEqual(['ann', 'whale'])
})

it('keeps places apart', async () => {
  const { come, through } = visitors(new Turnstile(10))
  come('ann', 10)
  come('bob', 10, 'elsewhere')
  await settled()
  expect(through).toEqual(['ann', 'bob'])
})
