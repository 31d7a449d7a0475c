import { expect, it } from 'vitest'
import { arrive, asking, definition, openShop } from './editor.ts'

it('names what a text may name: what is published, what arrived, what customers have', async () => {
  const world = await openShop()
  await world.stores.definitions.publish(
    definition({ kind: 'segment', id: 'vips', saltSeed: null, source: { id: 'vips', name: 'VIPs', condition: { stage: 'active' } } }),
  )
  await arrive(world, { type: 'track', event: 'Signed Up', messageId: 'm-1', userId: 'c-1' })
  await arrive(world, { type: 'identify', messageId: 'm-2', userId: 'c-1', traits: { country: 'DE' } })
  const { body } = await asking(() => world)('GET /api/editor/names', {}, undefined, { role: 'viewer' })
  expect(body).toMatchObject({
    templates: ['gift'],
    segments: ['vips'],
    events: expect.arrayContaining(['Signed Up']),
    attributes: expect.arrayContaining(['traits.country']),
    // Those of the policy, of which no campaign has the second.
    topics: ['offers', 'onboarding'],
  })
  expect(body.events.filter((name) => name.startsWith('$'))).toEqual([])
  await world.close()
})
