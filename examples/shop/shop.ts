import { assert } from '../../shared/kernel/assert.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { inOrder, type ShopEvent } from './event.ts'
import { type Habits, habitsOf } from './habits.ts'
import { lifeOf } from './life.ts'
import { endOf, type ShopPlan } from './plan.ts'
import { reactionTo, type ReceivedMail } from './reactions.ts'

/** A shop that publishes what its customers do: of their own accord, and because of the mails they got. */
export type Shop = {
  readonly endAt: EpochMs
  /** What happens without any mail, in order. */
  readonly events: readonly ShopEvent[]
  /** What one customer does without any mail, in order. */
  readonly lifeOf: (customer: string) => readonly ShopEvent[]
  /** What follows from a mail, all of it later than the mail. The same answer however often and in whatever order one asks. */
  readonly reactTo: (mail: ReceivedMail) => readonly ShopEvent[]
}

export const openShop = (plan: ShopPlan): Shop => {
  const people = new Map<string, { readonly habits: Habits; readonly life: readonly ShopEvent[] }>()
  for (let index = 0; index < plan.customers; index += 1) {
    const habits = habitsOf(plan, index)
    people.set(habits.customer, { habits, life: lifeOf(plan, habits) })
  }
  const personOf = (customer: string) => {
    const person = people.get(customer)
    assert(person !== undefined, `the shop has a customer ${customer}`)
    return person
  }
  return {
    endAt: endOf(plan),
    events: inOrder([...people.values()].flatMap(({ life }) => life)),
    lifeOf: (customer) => personOf(customer).life,
    reactTo: (mail) => {
      const { habits, life } = personOf(mail.customer)
      return reactionTo(plan, habits, life, mail)
    },
  }
}
