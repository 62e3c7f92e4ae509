alter table b add c int;
