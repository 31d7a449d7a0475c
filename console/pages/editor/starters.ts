/** Files that a campaign may begin with. They compile as they are, and say in comments what is to be decided. */
import { applyEdits, modify } from 'jsonc-parser'
import type { StarterWords } from '../../words/words.ts'

export const STARTERS = ['empty', 'onboarding', 'win-back'] as const
export type Starter = (typeof STARTERS)[number]

/** What a person has said of a campaign that does not exist yet. */
export type Begun = { readonly id: string; readonly name: string }

/** `topics`: those there are; the file names one of them, where there are any. */
export const starterText = (starter: Starter, { id, name }: Begun, topics: readonly string[], words: StarterWords): string => {
  const { topic: wanted, lines } = PARTS[starter](words)
  const topic = topics.includes(wanted) ? wanted : (topics[0] ?? wanted)
  const all = [
    `"id": ${JSON.stringify(id)},`,
    `"name": ${JSON.stringify(name)},`,
    `// ${words.topic}`,
    `"topic": ${JSON.stringify(topic)},`,
    `// ${words.status}`,
    '"status": "active",',
    ...lines,
    `// ${words.goal}`,
    '"goal": { "name": "order", "event": "Order Completed", "window": "30d" }',
  ]
  return `{\n${all.map((line) => `  ${line}\n`).join('')}}\n`
}

/** The same campaign under an id and a name of its own; comments stay. */
export const copyText = (source: string, { id, name }: Begun): string =>
  Object.entries({ id, name }).reduce((text, [field, value]) => applyEdits(text, modify(text, [field], value, {})), source)

/** An id that a name suggests: `Spring offers!` is `spring-offers`. Empty of names in other letters. */
export const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, ID_LENGTH_MAX)
    .replace(/^-|-$/g, '')

export const isId = (id: string): boolean => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(id) && id.length <= ID_LENGTH_MAX

const ID_LENGTH_MAX = 64

type Lines = { readonly topic: string; readonly lines: readonly string[] }
type Mail = StarterWords['hello']

const sends = ({ subject, text }: Mail): readonly string[] => [
  '  {',
  '    "send": {',
  `      "subject": ${JSON.stringify(subject)},`,
  `      "text": ${JSON.stringify(text)}`,
  '    }',
  '  }',
]

const steps = (...each: readonly (Mail | string)[]): readonly string[] => [
  '"steps": [',
  ...each
    .map((one) => (typeof one === 'string' ? [`  { "wait": ${JSON.stringify(one)} }`] : sends(one)))
    .flatMap((lines, index) => (index === each.length - 1 ? lines : [...lines.slice(0, -1), `${lines.at(-1)},`])),
  '],',
]

const exits = ({ exits: said }: StarterWords): readonly string[] => [`// ${said}`, '"exits": [{ "event": "Order Completed" }],']

const PARTS: Readonly<Record<Starter, (words: StarterWords) => Lines>> = {
  empty: (words) => ({
    topic: 'news',
    lines: ['"entry": { "event": "Account Created" },', '"reentry": "never",', ...steps(words.hello)],
  }),
  onboarding: (words) => ({
    topic: 'onboarding',
    lines: [
      '"entry": { "event": "Account Created" },',
      '"reentry": "never",',
      ...steps(words.welcome, '3d', words.help, '4d', words.question),
      ...exits(words),
    ],
  }),
  'win-back': (words) => ({
    topic: 'offers',
    lines: [
      '"entry": { "stage": "dormant", "from": ["at-risk"] },',
      `// ${words.reentry}`,
      '"reentry": { "after": "180d" },',
      '"experiment": {',
      '  "control": "plain",',
      `  // ${words.holdout}`,
      '  "holdoutBps": 1000,',
      `  // ${words.plan}`,
      '  "plan": { "baseline": 0.05, "smallestEffect": "20%" },',
      '  "variants": [{ "name": "plain", "shareBps": 10000 }]',
      '},',
      ...steps(words.news, '7d', words.offer),
      ...exits(words),
    ],
  }),
}
