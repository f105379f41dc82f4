// Style sheets are imported for their effect; this one is made by the build.
declare module 'virtual:mantine-variables.css'
declare module '@fontsource-variable/inter/wght.css'
