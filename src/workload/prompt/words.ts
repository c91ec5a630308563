/**
 * Common English words (and, for small vocabularies, letters and beginnings of words) that a tokenizer is likely to hold as one
 * token each. Candidates only: `vocabulary.ts` finds out which of them are.
 */
export const words: readonly string[] = `
the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not what all
were we when your can said there use an each which she do how their if will up other about out many then them these so some
her would make like him into time has look two more write go see number no way could people my than first water been call who
now find long down day did get come made may part over new sound take only little work know place year live me back give most
very after thing our just name good man think say great where help through much before line right too mean old any same tell
boy follow came want show also around form three small set put end does another well large must big even such because turn
here why ask went men read need land home us move try kind hand picture again change off play spell air away animal house
point page letter mother answer found study still learn should world high every near add food between own below country plant
last school father keep tree never start city earth eye light thought head under story saw left few while along might close
something seem next hard open example begin life always those both paper together got group often run important until side
feet car mile night walk white sea began grow took river four carry state once book hear stop without second later miss idea
enough eat face watch far really almost let above girl sometimes mountain cut young talk soon list song being leave family
music color red friend dog day happy sun play fun saw big happy loved box toy ball park bird smiled day named wanted
bed door room table window morning evening summer winter rain snow wind fire stone road bridge ship train market garden field
farm horse cat fish apple bread milk sugar salt tea cup plate knife spoon chair floor wall roof street corner
king queen child woman son daughter brother sister uncle doctor teacher student worker writer player leader member person
company office business money price cost trade bank account system program problem question reason result fact case
area space region north south east west center front behind across toward against during within among since though
however perhaps quite rather already ever yet able ready clear true free full whole common simple strong heavy deep
short early late quick slow cold warm hot dry wet dark bright blue green black brown yellow round flat sharp soft
build break bring buy catch choose draw drive drop fall feel fight fly forget grow hold keep lead lie lose meet pay
pull push reach rest ride rise sell send sing sit sleep speak spend stand stay swim teach throw touch travel wait wear win
five six seven eight nine ten hundred thousand half month week hour minute date age power force energy heat matter
body heart blood bone skin hair foot arm leg mouth nose voice mind spirit dream hope love fear peace war law rule order
plan test data model value level rate size weight length speed record report paper news message letter map sign mark note
a b c d e f g h i j k l m n o p q r s t u v w x y z th wh st sh ch re de un pl gr tr br
`
  .trim()
  .split(/\s+/)
  .filter((word, i, all) => all.indexOf(word) === i)

/** For tokenizers that know single characters only. */
export const characters: readonly string[] = [...'abcdefghijklmnopqrstuvwxyz0123456789']
