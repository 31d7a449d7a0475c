/** What stands in the files that a campaign may begin with: the comments, and mails that wait for the company's own words. */
const mail = (subject: string, ...lines: readonly string[]) => ({ subject, text: `Hello,\n\n${lines.join('\n')}` })

export const starterWords = () => ({
  topic: 'Customers may leave one topic and keep the others.',
  status: '"draft" publishes it without letting anybody in.',
  goal: 'What you hope for. It is counted for everybody who entered.',
  exits: 'Whoever orders needs no more of it.',
  reentry: 'At most once in half a year.',
  holdout: 'One in ten gets nothing: against them you see what the mails bring.',
  plan: 'Said before it begins: the share who order by themselves, and the smallest difference worth having.',
  hello: mail('Hello', 'write here what you want to say.'),
  welcome: mail('Welcome', 'good that you are here. This is where to begin: …'),
  help: mail('Shall we help you begin?', 'most people begin with one of these: …'),
  question: mail('A question', 'what keeps you from ordering? Answer this mail; somebody reads it.'),
  news: mail('What is new since you were here', 'it has been a while. This is new: …'),
  offer: mail('Still thinking of us?', 'if you come back this week: …'),
})
