// The API page: one static document that can be read, searched and printed, made from the OpenAPI document.
import type { OpenApiDocument } from '@tillside/contract/openapi'

import { anchor, type Html, html, paragraphs } from './html.ts'
import { anchorOf, type Call, method, renderOperation } from './operation.ts'
import { hasFields, shape } from './schema.ts'
import { styleHtml } from './style.ts'

/** Every call by its first spelling; the others are named in its description. */
function callsOf(document: OpenApiDocument): Call[] {
  const calls = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([name, operation]): Call => ({ method: name, path, operation })),
  )
  return calls.filter(({ operation }) => operation.deprecated !== true)
}

const topicAnchor = (topic: string): string => anchor('topic', topic)

function navigation(topics: ReadonlyMap<string, readonly Call[]>): Html {
  const groups = [...topics].map(
    ([topic, calls]) => html`<li><a class="topic" href="#${topicAnchor(topic)}">${topic}</a>
<ul>${calls.map((call) => html`<li><a href="#${anchorOf(call)}">${method(call.method)}<span>${call.operation.summary}</span></a></li>`)}</ul></li>`,
  )
  return html`<nav aria-label="Contents"><ul>
<li><a class="topic" href="#start">How it works</a></li>
${groups}
<li><a class="topic" href="#shapes">Shapes</a></li><li><a class="topic" href="#values">Values</a></li>
</ul></nav>`
}

function topicSection(topic: string, calls: readonly Call[], document: OpenApiDocument): Html {
  const index = calls.map(
    (call) => html`<li><a href="#${anchorOf(call)}">${method(call.method)} <code>${call.path}</code></a></li>`,
  )
  return html`<section id="${topicAnchor(topic)}" aria-labelledby="${topicAnchor(topic)}-title">
<h2 id="${topicAnchor(topic)}-title">${topic}</h2>
<ul class="index">${index}</ul>
${calls.map((call) => renderOperation(call, document))}
</section>`
}

function shapeSections(document: OpenApiDocument): Html {
  const { schemas } = document.components
  const entries = Object.entries(schemas)
  const list = (wanted: boolean): Html[] =>
    entries.filter(([, schema]) => hasFields(schema) === wanted).map(([name, schema]) => shape(name, schema, schemas))
  return html`<section id="shapes"><h2>Shapes</h2>${list(true)}</section>
<section id="values"><h2>Values</h2>${list(false)}</section>`
}

export function renderPage(document: OpenApiDocument): string {
  const calls = callsOf(document)
  const topics = new Map(
    document.tags.map(({ name }) => [name, calls.filter(({ operation }) => operation.tags.includes(name))] as const),
  )
  const { title, version, summary, description } = document.info
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} API</title>
<style>${styleHtml}</style>
</head>
<body>
<a class="skip" href="#start">Skip to the content</a>
<header><p class="brand"><a href="#start">${title}</a> <span>API ${version}</span></p><p><a href="/openapi.json">openapi.json</a></p></header>
<div class="columns">
${navigation(topics)}
<main>
<section id="start"><h1>${title} API</h1><p class="lead">${summary}: ${calls.length} calls over HTTP and JSON.</p>${paragraphs(description)}</section>
${[...topics].map(([topic, topicCalls]) => topicSection(topic, topicCalls, document))}
${shapeSections(document)}
</main>
</div>
</body>
</html>
`.text
}
