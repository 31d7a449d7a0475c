/** A small shop with a policy, a campaign and a template, and whoever writes campaigns in its console. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Api, EditorProblem } from '../../shared/contract/api.ts'
import type { Route } from '../../shared/contract/api-roles.ts'
import type { Role } from '../../shared/contract/roles.ts'
import { publishedRules } from '../../shared/flow/definitions.ts'
import type { EditorContext } from '../../shared/flow/editor/context.ts'
import { sortArrival } from '../../shared/flow/intake.ts'
import { take } from '../../shared/flow/doors/take.ts'
import { keptRules } from '../../shared/flow/kept-rules.ts'
import { keepWritten, writtenName } from '../../shared/flow/publishing/written.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { NOW, openConsole, type World } from './console.ts'

const POLICY = JSON.parse(readFileSync(join(import.meta.dirname, '../../examples/policies/retail.json'), 'utf8')) as JsonObject

/** A file that is right, with a comment; `more`: fields besides. */
export const tips = (more: JsonObject = {}, name = 'Tips'): string => `// how to use it
${JSON.stringify({ id: 'tips', name, topic: 'onboarding', status: 'active', entry: { event: 'Signed Up' }, reentry: 'never', ...more, steps: more.steps ?? STEPS }, null, 2)}
`
const STEPS = [{ send: { subject: 'Hello {{ customer.traits.firstName }}', text: 'Use it like this.' } }]

export const definition = (more: Partial<Definition>): Definition => ({
  ...{ kind: 'campaign', id: 'tips', version: 1, publishedAt: epochMs(10), saltSeed: 'salt', author: 'bob', note: 'begins' },
  source: JSON.parse(tips().replace(/^.*\n/, '')) as JsonObject,
  ...more,
})

const WORDS = {
  preheader: 'For you',
  text: null,
  html: '<p>Dear {{ customer.traits.nickname }}</p><a href="{{ links.unsubscribe }}">Leave</a>',
}

/** The shop, read anew as soon as something is published. */
export const openShop = async (changeEditor: (editor: EditorContext) => EditorContext = (editor) => editor): Promise<World> => {
  let reread = async (): Promise<void> => {}
  const world = openConsole(
    (context) => {
      const { definitions } = context.stores
      const rules = keptRules({ stamp: definitions.stamp, read: async () => publishedRules(await definitions.all()) })
      reread = () => rules.refresh(NOW, 'afresh')
      return { ...context, engine: { ...context.engine, rules: rules.now } }
    },
    (editor) => changeEditor({ ...editor, publishing: { ...editor.publishing, reread: () => reread() } }),
  )
  await publishShop(world)
  await reread()
  return world
}

/** What is published before anybody writes. */
const publishShop = async ({ stores }: World): Promise<void> => {
  const template = definition({
    ...{ kind: 'template', id: 'gift', saltSeed: null },
    source: {
      name: 'gift',
      defaultLocale: 'en',
      written: { en: { subject: 'A gift', ...WORDS }, de: { subject: 'Ein Geschenk', ...WORDS } },
    },
  })
  for (const one of [definition({ kind: 'policy', id: 'retail', saltSeed: null, source: POLICY }), template, definition({})])
    await stores.definitions.publish(one)
  const sample = JSON.stringify({ customer: { id: 'c-9', traits: { nickname: 'Annie', locale: 'de' } }, coupon: null })
  await keepWritten(stores.written, [template], new Map([[writtenName(template), sample]]))
}

/** Something a publisher sends. */
export const arrive = ({ context }: World, raw: object): Promise<unknown> =>
  take(context.engine, [
    {
      sorted: sortArrival({ text: JSON.stringify(raw), raw, source: 'test', receivedAt: NOW }, { correctSkew: false }),
      receivedAt: NOW,
    },
  ])

type As = { readonly role?: Role; readonly name?: string }
export type Said<R extends Route> = {
  readonly status: number
  readonly body: Api[R]['answer'] & { problems: readonly EditorProblem[]; met?: unknown }
}

/** Asks an endpoint, typed as the contract has it. */
export const asking =
  (world: () => World) =>
  async <R extends Route>(route: R, names: Readonly<Record<string, string>>, body?: object, as: As = {}): Promise<Said<R>> => {
    const [method = '', path = ''] = route.split(' ')
    const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => names[name] ?? '')
    const answer = await world().ask(filled, { method, role: 'marketer', ...as, ...(body === undefined ? {} : { body }) })
    return answer as unknown as Said<R>
  }
