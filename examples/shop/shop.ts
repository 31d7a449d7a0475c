import { assert } from '../../shared/kernel/assert.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { inOrder, type ShopEvent } from './event.ts'
import { customersOf, type Habits, habitsOf } from './habits.ts'
import { lifeOf } from './life.ts'
import { endOf, liveSince, type ShopPlan } from './plan.ts'
import { reactionTo, type ReceivedMail } from './reactions.ts'

/** A shop that publishes what its customers do: of their own accord, and because of the mails they got. */
export type Shop = {
  /** Where its history ends; {@link Shop.endAt} where nothing comes after it. */
  readonly liveSince: EpochMs
  readonly endAt: EpochMs
  /** What happens without any mail, in order. */
  readonly events: readonly ShopEvent[]
  /** Whether this is one of its customers, and not somebody who came in through another door. */
  readonly knows: (customer: string) => boolean
  /** What one customer does without any mail, in order. */
  readonly lifeOf: (customer: string) => readonly ShopEvent[]
  /** What follows from a mail, all of it later than the mail. The same answer however often and in whatever order one asks. */
  readonly reactTo: (mail: ReceivedMail) => readonly ShopEvent[]
}

export const openShop = (plan: ShopPlan): Shop => {
  const people = new Map<string, { readonly habits: Habits; readonly life: readonly ShopEvent[] }>()
  for (let index = 0; index < customersOf(plan); index += 1) {
    const habits = habitsOf(plan, index)
    people.set(habits.customer, { habits, life: lifeOf(plan, habits) })
  }
  const personOf = (customer: string) => {
    const person = people.get(customer)
    assert(person !== undefined, `the shop has a customer ${customer}`)
    return person
  }
  return {
    liveSince: liveSince(plan),
    endAt: endOf(plan),
    events: inOrder([...people.values()].flatMap(({ life }) => life)),
    knows: (customer) => people.has(customer),
    lifeOf: (customer) => personOf(customer).life,
    reactTo: (mail) => {
      const { habits, life } = personOf(mail.customer)
      return reactionTo(plan, habits, life, mail)
    },
  }
}
