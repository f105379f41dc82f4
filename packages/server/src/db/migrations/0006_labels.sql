-- Labels: the systems that sales come from, and tags. What carries a label keeps it as a text of its own.

create table system_label (
  id     bigint generated always as identity primary key,
  handle text not null unique
);

create table tag (
  id     bigint generated always as identity primary key,
  handle text not null unique
);
