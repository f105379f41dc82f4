// A message: one event, rendered once, and told to as many webhooks as want to hear of it.

const prefix = 'msg_'

/** What receivers know a message by. */
export const wireMessageId = (id: string): string => prefix + id.replaceAll('-', '')
