import { join } from 'node:path'

/** Where the admin token of sample data is kept, for every start and the walk to show. */
export const tokenFileIn = (dataFolder: string): string => join(dataFolder, 'admin-token')
