import { afterAll, beforeAll, expect, it } from 'vitest'
import { erasePerson } from '../../shared/flow/privacy/erase.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { linksIn, openWorld, PERSON, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => world.close())

it('every link of somebody who was erased is refused like one that was made up, and leaves nothing', async () => {
  const mail = await world.reader('ann')
  const bobs = await world.reader('bob')
  const paths = [mail.unsubscribe, ...Object.values(linksIn(mail)).flat()].map((address) => new URL(address).pathname)
  expect(paths.length).toBeGreaterThan(3)
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(world.url + path, { method, redirect: 'manual', headers: PERSON })
    return { status: answer.status, body: await answer.text() }
  }
  const madeUp = { GET: await ask('/u/made-up'), POST: await ask('/u/made-up', 'POST') }
  expect((await ask(paths[0] ?? '')).status).toBe(200)
  await erasePerson(world.stores, world.engine.rules(), customerId('ann'), 'a test', world.now())
  const rows = world.rows()
  for (const path of paths) expect([path, await ask(path)]).toEqual([path, madeUp.GET])
  expect(await ask(paths[0] ?? '', 'POST')).toEqual(madeUp.POST)
  expect(world.rows()).toBe(rows)
  expect((await ask(new URL(bobs.unsubscribe).pathname)).status).toBe(200)
})
