create table note (
    text varchar(20) not null constraint note_text_key unique
);
