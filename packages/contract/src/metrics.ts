// Figures for whoever watches over the server.
import { route } from './route.ts'

export const readMetrics = route({
  name: 'readMetrics',
  topic: 'Health',
  method: 'GET',
  path: '/metrics',
  scope: 'read-metrics',
  summary: 'Figures for Prometheus',
  description:
    'In its text format; the scraper sends its token as `authorization`. What this process has done is counted from its start, what waits is counted in the ' +
    'database and is the same on every process.',
  envelope: 'bare',
  mediaType: 'text/plain',
  refusals: [],
  beyondOmneo: true,
})
