-- a comment
insert into boat values (1, 'a;b')
GO
insert into boat values (2, 'b')
GO
