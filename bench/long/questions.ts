/** What the console asks while people look at it, timed. */

/** Milliseconds of each question, the middle of several. */
export type Asking = Readonly<Record<string, number>>

const questionsAbout = (customer: string) => ({
  'overview, with the flow of a year': '/api/overview',
  'customers, the first page': '/api/customers',
  'customers, a page from the middle': '/api/customers?after=customer-5',
  'customers who churned': '/api/customers?stage=churned',
  'customers found by a word': `/api/customers?search=${customer}`,
  'one customer, with the timeline': `/api/customers/${customer}`,
  'an experiment': '/api/results/spring-mail',
  'quarantine, the first page': '/api/quarantine',
})

const TIMES = 9

/** Asks each of them some times, one after the other. */
export const askAll = async (url: string): Promise<Asking> => {
  const { items } = (await (await fetch(`${url}/api/customers?after=customer-5`)).json()) as {
    readonly items: readonly { readonly id: string }[]
  }
  const answered: [string, number][] = []
  for (const [what, path] of Object.entries(questionsAbout(items[0]?.id ?? ''))) {
    const took: number[] = []
    for (let time = 0; time < TIMES; time += 1) {
      const startedAt = performance.now()
      const answer = await fetch(url + path)
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`)
      took.push(performance.now() - startedAt)
    }
    answered.push([what, took.sort((a, b) => a - b)[TIMES >> 1] as number])
  }
  return Object.fromEntries(answered)
}
