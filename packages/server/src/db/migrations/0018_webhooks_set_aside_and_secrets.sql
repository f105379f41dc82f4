-- A message that cannot be made is set aside without a body, and a URL may have several old secrets that still sign.

alter table webhook_message alter column body drop not null;

-- The newest first: {secret, until} of those that sign along until then.
alter table webhook_endpoint add column previous_secrets jsonb not null default '[]';
update webhook_endpoint set previous_secrets =
  jsonb_build_array(jsonb_build_object('secret', previous_secret, 'until', floor(extract(epoch from previous_until) * 1000)))
where previous_secret is not null and previous_until is not null;
alter table webhook_endpoint drop column previous_secret, drop column previous_until;
