import sharp from 'sharp'
const [out, cols0, ...files] = process.argv.slice(2)
const metas = await Promise.all(files.map(f=>sharp(f).metadata()))
const w = Math.max(...metas.map(m=>m.width))+8, h = Math.max(...metas.map(m=>m.height))+8
const cols = Number(cols0)
await sharp({create:{width:w*cols,height:h*Math.ceil(files.length/cols),channels:3,background:'#888'}}).composite(files.map((f,i)=>({input:f,left:(i%cols)*w,top:Math.floor(i/cols)*h}))).png().toFile(out)
