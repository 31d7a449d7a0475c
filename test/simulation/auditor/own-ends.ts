/** How journeys end, and the list of facts the books expect. */
import { type Book, type Expected, fact, type OwnJourney } from './book.ts'

/** Facts the books expect of the commit at hand, in order. */
export type Ledger = Expected[]

/** A journey that has taken all its steps, or was let go by one, ends with its last message. */
export const endIfDone = (book: Book, journey: OwnJourney, at: number, ledger: Ledger): void => {
  const isOpen = journey.messages.some(({ status }) => ['owed', 'deferred', 'claimed'].includes(status))
  if (isOpen || !book.journeys.includes(journey)) return
  if (journey.place.at === 'through') endJourney(book, journey, 'completed', at, ledger)
  if (journey.place.at === 'leaving') endJourney(book, journey, 'exited by step', at, ledger)
}

/** Ends a journey, however it comes to its end. */
export const endJourney = (book: Book, journey: OwnJourney, how: string, at: number, ledger: Ledger): void => {
  book.journeys = book.journeys.filter((other) => other !== journey)
  ledger.push(fact.ended(journey.campaign.id, journey.entry, how, at))
}
