/** What Lambda's own runtime does, without anything else: imports a handler, asks for invocations, answers them. Built before it is run. */
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const { handler } = (await import(process.env.BENCH_HANDLER ?? '')) as { readonly handler: (event: unknown, context: object) => unknown }

for (;;) {
  const next = await fetch(`${base}/invocation/next`)
  const awsRequestId = next.headers.get('lambda-runtime-aws-request-id') ?? ''
  const began = performance.now()
  const context = { awsRequestId, getRemainingTimeInMillis: () => 30_000 - (performance.now() - began) }
  const answer = await handler(await next.json(), context)
  await fetch(`${base}/invocation/${awsRequestId}/response`, { method: 'POST', body: JSON.stringify(answer) })
}
